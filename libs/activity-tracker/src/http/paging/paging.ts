import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import {
  beyond,
  type Cursor,
  decodeCursor,
  encodeCursor,
  newerThan,
  olderThan,
  type RecordPosition,
  turned,
} from './cursor.js';
import { MAX_OFFSET } from '../parameters/page.query.js';

/** Counting further costs as much as reading, and the exact figure is rarely needed. */
export const COUNT_CAP = 10_000;

/** Parameter of a neighboring page. @publicApi */
export type PagePosition = { offset: number } | { cursor: string };

/** One page of a history, newest record first. @publicApi */
export interface HistoryPage<Entry> {
  /** Exact to 10,000; absent in cursor paging. */
  count?: number;
  /** Present if there are more than `count`. */
  count_exceeded?: true;
  /** Towards older records; `null` on the last page. */
  next: PagePosition | null;
  /** Towards newer records; `null` on the first page. */
  previous: PagePosition | null;
  /** The entries, newest first. */
  results: Entry[];
}

export interface PagedQuery {
  conditions: readonly ActivityFilter[];
  fields: readonly (keyof ActivityLog & string)[];
  signature: string;
}

export const NEWEST_FIRST = { created_time: -1, _id: -1 } as const;
export const OLDEST_FIRST = { created_time: 1, _id: 1 } as const;

export async function offsetPage(
  store: ActivityStore,
  { conditions, fields, signature }: PagedQuery,
  { limit, offset }: { limit: number; offset: number },
): Promise<HistoryPage<ActivityLog>> {
  const filter = allOf(conditions);
  const [counted, found] = await Promise.all([
    store.count(filter, COUNT_CAP + 1),
    // One extra record shows whether there is a next page, also beyond the count.
    store.find(filter, { sort: NEWEST_FIRST, skip: offset, limit: limit + 1, fields }),
  ]);
  const results = found.slice(0, limit);
  const last = results.at(-1);
  const following = (): PagePosition | null => {
    if (!last || found.length <= limit) return null;
    if (offset + limit <= MAX_OFFSET) return { offset: offset + limit };
    return { cursor: encodeCursor(olderThan(last), signature) };
  };
  return {
    count: Math.min(counted, COUNT_CAP),
    ...(counted > COUNT_CAP && { count_exceeded: true as const }),
    next: following(),
    previous: offset > 0 ? { offset: Math.max(0, offset - limit) } : null,
    results,
  };
}

export async function cursorPage(
  store: ActivityStore,
  { conditions, fields, signature }: PagedQuery,
  { limit, cursor }: { limit: number; cursor: string },
): Promise<HistoryPage<ActivityLog>> {
  return pageThrough(
    async (from, count) => ({
      found: await store.find(allOf(from ? [...conditions, beyond(from)] : conditions), {
        sort: from?.direction === 'newer' ? OLDEST_FIRST : NEWEST_FIRST,
        limit: count,
        fields,
      }),
    }),
    { limit, cursor, signature },
  );
}

export interface ReadResult {
  found: ActivityLog[];
  stoppedAt?: RecordPosition;
}

/** @param read returns records from a cursor on, in its direction; without one from the newest on */
export async function pageThrough(
  read: (from: Cursor | undefined, count: number) => Promise<ReadResult>,
  { limit, cursor: text, signature }: { limit: number; cursor: string; signature: string },
): Promise<HistoryPage<ActivityLog>> {
  const cursor = text === '' ? undefined : decodeCursor(text, signature);
  const towardsNewer = cursor?.direction === 'newer';
  const { found, stoppedAt } = await read(cursor, limit + 1);
  const results = found.slice(0, limit);
  if (towardsNewer) results.reverse();

  const link = (position: Cursor): PagePosition => ({ cursor: encodeCursor(position, signature) });
  const back = cursor && turned(cursor);
  const full = found.length > limit;
  const onward = full || stoppedAt !== undefined;
  // A partial page ends where the reading stopped, beyond its last record.
  const last = (!full && !towardsNewer && stoppedAt) || results.at(-1);
  const first = (!full && towardsNewer && stoppedAt) || results[0];
  const older = () => (last ? link(olderThan(last)) : back ? link(back) : null);
  const newer = () => (first ? link(newerThan(first)) : back ? link(back) : null);
  return towardsNewer
    ? { next: older(), previous: onward ? newer() : null, results }
    : { next: onward ? older() : null, previous: cursor ? newer() : null, results };
}

export function allOf(conditions: readonly ActivityFilter[]): ActivityFilter {
  if (conditions.length <= 1) return conditions[0] ?? {};
  return { $and: conditions };
}
