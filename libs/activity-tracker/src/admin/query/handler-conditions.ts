import type { RouteIdentity } from '../../storage/tally/dimension.js';
import type { QueryCondition, QueryField } from './activity-query.js';
import { IS_EVENT_NAME } from './plan/handler-filter.js';

export type HandlerIdentity = Pick<RouteIdentity, 'namespace' | 'url_name'>;

const SUFFIX = /Controller$/;

/**
 * Conditions that find the calls of one handler among others. A plain name means that handler of every controller, `Orders` also
 * `OrdersController`, and a dot may belong to either part.
 */
export class HandlerConditions {
  private readonly handlers = new Map<string, Set<string>>();
  private readonly controllers = new Set<string>();

  constructor(handlers: Iterable<HandlerIdentity>) {
    for (const { namespace, url_name } of handlers) {
      if (url_name === null) continue;
      this.note(url_name, namespace, url_name);
      if (namespace === null) continue;
      this.controllers.add(namespace);
      this.note(`${namespace}.${url_name}`, namespace, url_name);
      this.note(`${namespace.replace(SUFFIX, '')}.${url_name}`, namespace, url_name);
    }
  }

  of({ namespace, url_name }: HandlerIdentity): QueryCondition[] {
    if (url_name === null) return [is('name', null)];
    const text = namespace === null ? url_name : `${namespace}.${url_name}`;
    const isEvent = namespace === null && IS_EVENT_NAME.test(url_name);
    const isOnly = !isEvent && !namespace?.includes('.') && (this.handlers.get(text)?.size ?? 0) <= 1;
    return isOnly ? [is('name', text)] : [is('name', url_name), ...this.ofController(namespace)];
  }

  private note(text: string, namespace: string | null, name: string): void {
    const found = this.handlers.get(text) ?? new Set();
    this.handlers.set(text, found.add(JSON.stringify([namespace, name])));
  }

  private ofController(namespace: string | null): QueryCondition[] {
    const longer = `${namespace}Controller`;
    return [
      is('controller', namespace),
      ...(namespace !== null && this.controllers.has(longer) ? [{ ...is('controller', longer), negated: true }] : []),
    ];
  }
}

/** A condition on one value; `null` for records without one. */
export const is = (field: QueryField, value: string | number | null): QueryCondition => ({
  field,
  negated: false,
  terms: [value === null ? { operator: 'none' } : { operator: 'equals', value }],
});
