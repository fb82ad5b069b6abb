import { userIdOf } from '../../storage/stored-user.js';
import {
  type CountedRoute,
  countedRoute,
  isOtherType,
  type RouteIdentity,
  routeOf,
} from '../../storage/tally/dimension.js';
import type { QueryCondition } from '../query/activity-query.js';
import { type HandlerIdentity, HandlerConditions, is } from '../query/handler-conditions.js';
import { formatQuery } from '../query/parse/format-query.js';
import { isRouteFindable } from '../query/route-queries.js';
import { messagesOf } from './error-message.js';
import { phraseOf, shapeOf } from './message-shape.js';

/** Calls that failed in the same way. @publicApi */
export interface ErrorGroup extends RouteIdentity {
  /** `null` for a response that lists errors of GraphQL and has no number as its status. */
  status_code: number | null;
  /** The message with placeholders; `null` if the response has none, or the caller may not read bodies. */
  message: string | null;
  count: number;
  /** Number of distinct signed-in users. */
  users: number;
  first_seen: Date;
  last_seen: Date;
  /** A query text that finds these calls. */
  query: string;
  /** Whether the query also finds calls of other groups. */
  finds_more: boolean;
}

/** The fields of a record that a group needs. */
export interface ErrorRecord extends Record<keyof CountedRoute, unknown> {
  status_code: unknown;
  created_time: Date;
  user_id: unknown;
  response?: unknown;
}

type Identity = CountedRoute & Pick<ErrorGroup, 'status_code'>;

interface Group extends CountedRoute, Omit<ErrorGroup, keyof RouteIdentity | 'users' | 'query' | 'finds_more'> {
  people: Set<string>;
  phrase: string | undefined;
}

/** Groups records, newest first, by route, status and shape of the message. */
export class ErrorGroups {
  private readonly groups = new Map<string, Group>();
  /** Number of groups of each route and status. */
  private readonly siblings = new Map<string, number>();

  add(record: ErrorRecord): void {
    const messages = messagesOf(record.response);
    const message = messages.length === 0 ? null : shapeOf(messages);
    const { status_code: status } = record;
    const identity = { ...countedRoute(record), status_code: Number.isSafeInteger(status) ? (status as number) : null };
    const place = placeOf(identity);
    const key = `${place} ${message ?? ''}`;
    let group = this.groups.get(key);
    if (!group) {
      group = {
        ...identity,
        message,
        count: 0,
        first_seen: record.created_time,
        last_seen: record.created_time,
        people: new Set(),
        phrase: phraseOf(messages),
      };
      this.groups.set(key, group);
      this.siblings.set(place, (this.siblings.get(place) ?? 0) + 1);
    }
    group.count++;
    group.first_seen = record.created_time;
    const person = userIdOf(record.user_id);
    if (person !== null && person !== undefined) group.people.add(String(person));
  }

  get size(): number {
    return this.groups.size;
  }

  /** The largest groups first. */
  largest(limit: number): ErrorGroup[] {
    const handlers = new HandlerConditions([...this.groups.values()].flatMap(handlerOf));
    return [...this.groups.values()]
      .sort((a, b) => b.count - a.count || b.last_seen.getTime() - a.last_seen.getTime())
      .slice(0, limit)
      .map(({ people, phrase, ...group }) => {
        const isOnly = this.siblings.get(placeOf(group)) === 1;
        return {
          ...group,
          ...routeOf(group),
          users: people.size,
          query: queryOf(
            group,
            handlerOf(group).flatMap((handler) => handlers.of(handler)),
            isOnly ? undefined : phrase,
          ),
          // Words are searched in the whole record, and some groups have none; no condition means another type.
          finds_more: !isOnly || !isFindable(group) || group.status_code === null,
        };
      });
  }
}

const placeOf = ({ namespace, url_name, method, route, status_code }: Identity): string =>
  JSON.stringify([namespace, url_name, method, route, status_code]);

/** Nothing if a name has another type, which no query finds. */
function handlerOf({ namespace, url_name }: CountedRoute): [] | [HandlerIdentity] {
  return isOtherType(namespace) || isOtherType(url_name) ? [] : [{ namespace, url_name }];
}

function queryOf(
  { method, route, status_code }: Identity,
  handler: readonly QueryCondition[],
  phrase: string | undefined,
): string {
  return formatQuery({
    conditions: [
      ...(status_code === null ? [] : [is('status', status_code)]),
      ...handler,
      ...(isOtherType(method) ? [] : [is('method', method)]),
      ...(isError(status_code) ? [] : [is('outcome', 'errors')]),
      ...(isRouteFindable(route) ? [is('route', route)] : []),
      ...(phrase === undefined ? [] : [is('text', phrase)]),
    ],
  });
}

/** Others are responses of GraphQL that list errors. */
const isError = (status: number | null): boolean => status !== null && status >= 400 && status <= 599;

const isFindable = ({ method, route, ...handler }: CountedRoute): boolean =>
  handlerOf({ method, route, ...handler }).length > 0 && !isOtherType(method) && isRouteFindable(route);
