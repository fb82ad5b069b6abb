import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter } from '../storage/port/activity-store.js';

/** A dotted name is also matched as a whole, because a custom event's name may contain a dot. */
export function named(urlName: string): ActivityFilter {
  const dot = urlName.indexOf('.');
  if (dot < 1) return { url_name: urlName };
  return {
    $or: [{ url_name: urlName }, { namespace: urlName.slice(0, dot), url_name: urlName.slice(dot + 1) }],
  };
}

export function noneNamed(urlNames: readonly string[]): ActivityFilter {
  return { $nor: urlNames.map(named) };
}

type Named = Pick<ActivityLog, 'namespace' | 'url_name' | 'event_name'> &
  Partial<Pick<ActivityLog, 'method' | 'url_path'>>;

/** From `history.eventNames`, else the record's name, else its handler's, else `METHOD /path`; `null` if there is none. */
export function eventNameOf(record: Named, eventNames: Readonly<Record<string, string>>): string | null {
  const configured = (key: string) => (Object.hasOwn(eventNames, key) ? eventNames[key] : undefined);
  const { namespace, url_name: name, method, url_path: path } = record;
  const given = name ? configured(`${namespace}.${name}`) || configured(name) : undefined;
  return given || record.event_name || name || (method && path ? `${method} ${path}` : null);
}
