import type { ActivityLog } from 'nestjs-activity-tracker';

export type Comparable = Record<string, unknown>;

/** Without what differs between two requests: the time, and the port. */
export function comparable(stored: ActivityLog): Comparable {
  const { api, ...record } = stored as Partial<ActivityLog>;
  for (const field of ['_id', 'created_time', 'execution_time'] as const) delete record[field];
  const kept = (headers: unknown) =>
    Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name !== 'host' && name !== 'date'));
  const { headers, response_headers: sent } = record;
  return { ...record, api: api?.replace(/:\d+/, ''), headers: kept(headers), response_headers: kept(sent) };
}

export const inOrder = (records: ActivityLog[]): Comparable[] =>
  records.map(comparable).toSorted((one, other) => String(one.api).localeCompare(String(other.api)));
