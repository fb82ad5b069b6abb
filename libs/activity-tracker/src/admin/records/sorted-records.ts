import type { Types } from 'mongoose';
import { allOf, type HistoryPage } from '../../http/paging/paging.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import type { QueryPlan } from '../query/plan/query-plan.js';
import { type LogReader, timeFilter } from './log-reader.js';
import { decodeSorted, encodeSorted, type SortedEntry } from './sorted-cursor.js';
import { walkSlices } from './slices.js';

/** Matches of a search for words that are sorted: each is read whole. */
const MAX_FOUND = 1_000;
/** Time limit of a page within a stretch that was sorted before. Milliseconds. */
const FURTHER_PAGE_MS = 5_000;
export const SORT_BUDGET_MS = 1_000;

export interface SortedSettings {
  field: 'execution_time' | 'status_code';
  isAscending: boolean;
  limit: number;
  cursor: string;
  signature: string;
  fields: readonly string[] | undefined;
  budgetMs: number;
}

export interface SortedPage extends HistoryPage<ActivityLog> {
  /** Present if the time limit ended the sorting: only records from then on are sorted. */
  sorted_from?: Date;
}

interface Sorted {
  entries: SortedEntry[];
  from: Date | undefined;
}

/** Lists in an order that no index has: the database sorts stretches of time, from the newest back, for a limited time. */
export class SortedRecords {
  constructor(
    private readonly store: ActivityStore,
    private readonly reader: LogReader,
    private readonly clock: () => number,
  ) {}

  async page(plan: QueryPlan, settings: SortedSettings): Promise<SortedPage> {
    const { cursor, signature, limit } = settings;
    const start = cursor === '' ? undefined : decodeSorted(cursor, signature);
    const within = start?.from ? { ...plan, from: start.from } : plan;
    const { entries, from } = await this.sorted(within, start?.after, settings);
    const sortedFrom = from ?? start?.from;
    const shown = entries.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = entries.length > limit && last;
    return {
      next: hasMore ? { cursor: encodeSorted({ after: last, from: sortedFrom }, signature) } : null,
      previous: null,
      results: await this.records(shown, settings.fields),
      ...(sortedFrom && { sorted_from: sortedFrom }),
    };
  }

  private async sorted(plan: QueryPlan, after: SortedEntry | undefined, settings: SortedSettings): Promise<Sorted> {
    if (plan.matchesText) return this.sortedFound(plan, after, settings);
    const count = settings.limit + 1;
    if (after) {
      const conditions = [...plan.filters, timeFilter(plan)];
      return {
        entries: await this.first(plan, conditions, { ...settings, after, maxTimeMs: FURTHER_PAGE_MS }),
        from: undefined,
      };
    }
    let entries: SortedEntry[] = [];
    const walk = { plan, cursor: undefined, budgetMs: settings.budgetMs, clock: this.clock };
    const reached = await walkSlices(this.store, walk, async ({ filter, maxTimeMs }) => {
      const part = await this.first(plan, [...plan.filters, filter], { ...settings, after, maxTimeMs });
      entries = [...entries, ...part].sort(orderOf(settings.isAscending)).slice(0, count);
      return { enough: false };
    });
    return { entries, from: reached?.created_time };
  }

  private async sortedFound(
    plan: QueryPlan,
    after: SortedEntry | undefined,
    settings: SortedSettings,
  ): Promise<Sorted> {
    const { field, isAscending, limit, budgetMs } = settings;
    const read = { cursor: undefined, count: MAX_FOUND, fields: [field, 'created_time'], budgetMs };
    const { found, stoppedAt } = await this.reader.read(plan, read);
    const order = orderOf(isAscending);
    const entries = found
      .map((record): SortedEntry => {
        const value: unknown = record[field];
        return {
          value: Number.isFinite(value) ? (value as number) : null,
          created_time: record.created_time,
          _id: record._id,
        };
      })
      .filter((entry) => !after || order(entry, after) > 0)
      .sort(order)
      .slice(0, limit + 1);
    const isFull = found.length === MAX_FOUND;
    return { entries, from: stoppedAt?.created_time ?? (isFull ? found.at(-1)!.created_time : undefined) };
  }

  /** The first entries of a stretch of time, sorted by the database. */
  private first(
    { index }: QueryPlan,
    conditions: readonly ActivityFilter[],
    {
      field,
      isAscending,
      limit,
      after,
      maxTimeMs,
    }: SortedSettings & { after: SortedEntry | undefined; maxTimeMs: number },
  ): Promise<SortedEntry[]> {
    const filter = allOf(conditions.filter((each) => Object.keys(each).length > 0));
    return this.store.aggregate<SortedEntry>(
      [
        { $match: filter },
        { $project: { created_time: 1, value: { $cond: [isNumber(`$${field}`), `$${field}`, null] } } },
        { $set: { absent: { $cond: [{ $eq: ['$value', null] }, 1, 0] } } },
        ...(after ? [{ $match: beyond(after, isAscending) }] : []),
        { $sort: { absent: 1, value: isAscending ? 1 : -1, created_time: -1, _id: -1 } },
        { $limit: limit + 1 },
      ],
      { maxTimeMs, ...(index && { index }) },
    );
  }

  /** Keeps the order; leaves out records that were deleted meanwhile. */
  private async records(
    entries: readonly SortedEntry[],
    fields: readonly string[] | undefined,
  ): Promise<ActivityLog[]> {
    if (entries.length === 0) return [];
    const found = await this.store.find(
      { _id: { $in: entries.map(({ _id }) => _id) } },
      { limit: entries.length, ...(fields && { fields }) },
    );
    const byId = new Map(found.map((record) => [String(record._id), record]));
    return entries.flatMap(({ _id }) => byId.get(String(_id)) ?? []);
  }
}

/** Neither NaN, which is less than all numbers, nor an infinite one: a cursor holds neither. */
const isNumber = (path: string) => ({
  $and: [
    { $in: [{ $type: path }, ['int', 'long', 'double']] },
    { $gte: [path, -Number.MAX_VALUE] },
    { $lte: [path, Number.MAX_VALUE] },
  ],
});

function beyond({ value, created_time, _id }: SortedEntry, isAscending: boolean): ActivityFilter {
  const older = { $or: [{ created_time: { $lt: created_time } }, { created_time, _id: { $lt: _id } }] };
  if (value === null) return { absent: 1, ...older };
  const further = { [isAscending ? '$gt' : '$lt']: value };
  return { $or: [{ absent: 1 }, { absent: 0, value: further }, { absent: 0, value, ...older }] };
}

function orderOf(isAscending: boolean): (one: SortedEntry, other: SortedEntry) => number {
  const sign = isAscending ? 1 : -1;
  return (one, other) =>
    (one.value === other.value
      ? 0
      : one.value === null
        ? 1
        : other.value === null
          ? -1
          : sign * (one.value - other.value)) ||
    other.created_time.getTime() - one.created_time.getTime() ||
    compareIds(other._id, one._id);
}

function compareIds(one: Types.ObjectId, other: Types.ObjectId): number {
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
