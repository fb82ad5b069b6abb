import { beyond, type Cursor, newerThan, olderThan } from '../../http/paging/cursor.js';
import { allOf, NEWEST_FIRST, OLDEST_FIRST, type ReadResult } from '../../http/paging/paging.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore, IndexKey } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import type { QueryPlan } from '../query/plan/query-plan.js';
import { SEARCHED_FIELDS } from '../query/plan/text-match.js';
import { withoutNoteOf } from '../../storage/record-mask.js';
import { BatchSize } from './batch-size.js';
import { type Slice, walkSlices } from './slices.js';

/** Index queries usually take a fraction of this. */
const INDEX_QUERY_MS = 5_000;

export interface ReadSettings {
  readonly cursor: Cursor | undefined;
  readonly count: number;
  readonly fields?: readonly string[] | undefined;
  readonly budgetMs: number;
}

export class LogReader {
  constructor(
    private readonly store: ActivityStore,
    private readonly clock: () => number,
  ) {}

  async read(plan: QueryPlan, settings: ReadSettings): Promise<ReadResult> {
    if (plan.access === 'index') {
      const conditions = [...plan.filters, timeFilter(plan)];
      return {
        found: await this.find(conditions, settings.cursor, settings, { maxTimeMs: INDEX_QUERY_MS, index: plan.index }),
      };
    }
    const found: ActivityLog[] = [];
    const { cursor, budgetMs, count } = settings;
    const stoppedAt = await walkSlices(this.store, { plan, cursor, budgetMs, clock: this.clock }, async (slice) => {
      const part = await this.readSlice(plan, slice, { ...settings, count: count - found.length });
      found.push(...part.found);
      return { ...part, enough: found.length >= count };
    });
    return { found, ...(stoppedAt && { stoppedAt }) };
  }

  private async readSlice(plan: QueryPlan, slice: Slice, settings: ReadSettings): Promise<ReadResult> {
    const bounds = { maxTimeMs: slice.maxTimeMs, index: plan.index };
    const conditions = [...plan.filters, slice.filter];
    const { matchesText } = plan;
    if (!matchesText) return { found: await this.find(conditions, settings.cursor, settings, bounds) };

    const { count, fields } = settings;
    const read = { fields: fields && [...fields, ...SEARCHED_FIELDS] };
    const found: ActivityLog[] = [];
    const pace = new Pace();
    const size = new BatchSize(this.clock);
    let { cursor } = settings;
    for (;;) {
      const asked = size.next();
      const batch = await this.find(conditions, cursor, { ...read, count: asked }, bounds);
      const last = batch.at(-1);
      for (const record of batch) {
        await pace.spend();
        if (await matchesText(record, pace)) found.push(fields ? only(record, fields) : record);
        if (found.length === count) return { found };
        if (this.clock() >= slice.deadline && (record !== last || batch.length === asked))
          return { found, stoppedAt: record };
      }
      if (!last || batch.length < asked) return { found };
      cursor = settings.cursor?.direction === 'newer' ? newerThan(last) : olderThan(last);
    }
  }

  private find(
    conditions: readonly ActivityFilter[],
    cursor: Cursor | undefined,
    { count, fields }: Pick<ReadSettings, 'count' | 'fields'>,
    { maxTimeMs, index }: { maxTimeMs: number; index: IndexKey | undefined },
  ): Promise<ActivityLog[]> {
    const all = [...conditions, ...(cursor ? [beyond(cursor)] : [])].filter((filter) => Object.keys(filter).length > 0);
    return this.store.find(allOf(all), {
      sort: cursor?.direction === 'newer' ? OLDEST_FIRST : NEWEST_FIRST,
      limit: count,
      ...(fields && { fields }),
      maxTimeMs,
      ...(index && { index }),
    });
  }
}

export function timeFilter({ from, to }: Pick<QueryPlan, 'from' | 'to'>): ActivityFilter {
  if (!from && !to) return {};
  return { created_time: { ...(from && { $gte: from }), ...(to && { $lte: to }) } };
}

function only(record: ActivityLog, fields: readonly string[]): ActivityLog {
  const omitted = SEARCHED_FIELDS.filter((field) => !fields.includes(field));
  const kept = withoutNoteOf(record, omitted) as Partial<ActivityLog>;
  for (const field of omitted) delete kept[field];
  return kept as ActivityLog;
}
