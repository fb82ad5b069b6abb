import { NotFoundException } from '@nestjs/common';
import { Types } from 'mongoose';
import { pageFromOldest } from '../../http/paging/oldest-first.js';
import { allOf, COUNT_CAP, type HistoryPage, pageThrough, type ReadResult } from '../../http/paging/paging.js';
import { type ActivityLog, ORIGIN_FIELDS, TARGET_FIELDS } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { Pace } from '../../storage/pace.js';
import type { AdminOptions } from '../admin.options.js';
import type { ActivityQuery } from '../query/activity-query.js';
import { formatQuery } from '../query/parse/format-query.js';
import { resolvePlan } from '../query/plan/plan-resolution.js';
import { planQuery, type QueryPlan } from '../query/plan/query-plan.js';
import { type RecordStreamOptions, readInBatches } from '../stream-records.js';
import { maintainedStatisticsOf } from '../statistics/maintained-statistics.js';
import { FacetCounter } from './facets/facet-counter.js';
import type { Facets } from './facets/facet.types.js';
import { LogReader, timeFilter } from './log-reader.js';
import { type RecordOrder, SORTED_FIELDS } from './record-order.js';
import { SORT_BUDGET_MS, SortedRecords } from './sorted-records.js';
import { nearMisses, type NothingFound, timesOf, withoutWords } from './near-misses.js';

const MAX_PAGE_SIZE = 1_000;
const FACET_RECORDS = 5_000;
const FACET_VALUES = 50;
/** Time limit for searches without an index. Milliseconds. */
export const DEFAULT_BUDGET_MS = 250;

/** Time limit of a count, which is optional. Milliseconds. */
const COUNT_MS = 100;

export const LIST_FIELDS = [
  'user_id',
  ...TARGET_FIELDS,
  'status_code',
  'created_time',
  'execution_time',
  ...ORIGIN_FIELDS,
  'event_name',
  'resource',
  'truncated',
  'bodies_removed_at',
] as const satisfies readonly (keyof ActivityLog & string)[];

/** Settings of a page of records. @publicApi */
export interface RecordPageSettings extends RecordOrder {
  /** Records per page, at most 1,000. @default `admin.pageSize` */
  limit?: number | undefined;
  /** A cursor of the same query's page; `''` or absent for the newest records. */
  cursor?: string | undefined;
  /** Time limit for searches without an index, milliseconds. @default 250, and 1,000 to sort by duration or status */
  budgetMs?: number | undefined;
  /** Fields of each record; `_id` is always included. @default all but headers and bodies */
  fields?: readonly (keyof ActivityLog & string)[] | 'all' | undefined;
}

/**
 * A page of records, newest first unless they are sorted. `count`, exact to 10,000, is on the first page if it was counted in time.
 * @publicApi
 */
export interface RecordPage extends HistoryPage<ActivityLog> {
  /** Present if the time limit ended the search: the time it reached. `next` continues it. */
  searched_to?: Date;
  /** Present if the time limit ended the sorting by duration or status: only records from then on are sorted. */
  sorted_from?: Date;
  /** Present on a first page without records. */
  nothing_found?: NothingFound;
}

export class RecordsService {
  private readonly reader: LogReader;
  private readonly facetCounter: FacetCounter;
  private readonly sorted: SortedRecords;

  constructor(
    private readonly store: ActivityStore,
    private readonly options: Pick<AdminOptions, 'pageSize' | 'urlNames'>,
    private readonly clock: () => number = Date.now,
  ) {
    this.reader = new LogReader(store, clock);
    this.facetCounter = new FacetCounter(store, clock, maintainedStatisticsOf(store));
    this.sorted = new SortedRecords(store, this.reader, clock);
  }

  /**
   * Returns a page of matching records.
   * @throws BadRequestException for a cursor of another query
   * @throws StoreUnavailableError
   */
  async list(query: ActivityQuery, settings: RecordPageSettings = {}): Promise<RecordPage> {
    const { cursor = '' } = settings;
    const plan = await resolvePlan(this.store, planQuery(query, this.now()));
    const [page, counted] = await Promise.all([
      this.page(query, plan, settings),
      cursor === '' ? this.count(plan) : {},
    ]);
    const isEmpty = cursor === '' && page.results.length === 0 && !page.searched_to && !page.sorted_from;
    return { ...counted, ...page, ...(isEmpty && { nothing_found: await this.nothingFound(query, plan) }) };
  }

  private async page(query: ActivityQuery, plan: QueryPlan, settings: RecordPageSettings): Promise<RecordPage> {
    const { limit = this.options.pageSize, cursor = '', fields = LIST_FIELDS, sort = 'time', order } = settings;
    const isAscending = order === 'asc';
    const selected = fields === 'all' ? undefined : fields;
    const isUsual = sort === 'time' && !isAscending;
    const signature = `records ${isUsual ? '' : `${sort} ${order} `}${formatQuery(query)}`;
    const paging = { limit: Math.min(limit, MAX_PAGE_SIZE), cursor, signature };
    if (sort !== 'time') {
      const { budgetMs = SORT_BUDGET_MS } = settings;
      return this.sorted.page(plan, { ...paging, field: SORTED_FIELDS[sort], isAscending, fields: selected, budgetMs });
    }
    const { budgetMs = DEFAULT_BUDGET_MS } = settings;
    let stretch: ReadResult | undefined;
    const through = isAscending ? pageFromOldest : pageThrough;
    const page = await through(
      async (from, count) =>
        (stretch = await this.reader.read(plan, { cursor: from, count, fields: selected, budgetMs })),
      paging,
    );
    return { ...page, ...(stretch?.stoppedAt && { searched_to: stretch.stoppedAt.created_time }) };
  }

  /**
   * Counts each facet's values, ignoring the facet's own condition: over all matching records by roll-ups if the query selects by
   * nothing else than a time and status classes, otherwise over the newest 5,000.
   * `admin.urlNames` limits the names.
   * @throws StoreUnavailableError
   */
  async facets(query: ActivityQuery, { budgetMs = DEFAULT_BUDGET_MS }: { budgetMs?: number } = {}): Promise<Facets> {
    const facets = await this.countFacets(query, { values: FACET_VALUES, budgetMs });
    const { urlNames } = this.options;
    if (urlNames.length === 0) return facets;
    const offered = facets.name.values.filter(({ value }) => typeof value === 'string' && isOffered(value, urlNames));
    return { ...facets, name: { ...facets.name, values: offered } };
  }

  /**
   * Returns one complete record.
   * @throws NotFoundException if it does not exist or the id is malformed
   * @throws StoreUnavailableError
   */
  async record(id: string): Promise<ActivityLog> {
    const found = /^[0-9a-f]{24}$/i.test(id)
      ? await this.store.find({ _id: new Types.ObjectId(id) }, { limit: 1 })
      : [];
    if (!found[0]) throw new NotFoundException('The record does not exist.');
    return found[0];
  }

  /** Streams all matching records, few in memory at a time. */
  async *stream(query: ActivityQuery, options: RecordStreamOptions = {}): AsyncGenerator<ActivityLog> {
    const plan = await resolvePlan(this.store, planQuery(query, this.now()));
    const conditions = [...plan.filters, timeFilter(plan)].filter((filter) => Object.keys(filter).length > 0);
    const pace = new Pace();
    for await (const record of readInBatches(this.store, allOf(conditions), options))
      if (!plan.matchesText || (await plan.matchesText(record, pace))) yield record;
  }

  newest(query: ActivityQuery, count: number, fields: readonly string[], budgetMs: number): Promise<ReadResult> {
    return this.reader.read(planQuery(query, this.now()), { cursor: undefined, count, fields, budgetMs });
  }

  private async nothingFound(query: ActivityQuery, { from, to }: QueryPlan): Promise<NothingFound> {
    const facets = await this.countFacets(timesOf(query), { values: FACET_RECORDS });
    const close = await nearMisses(this.store, query, facets);
    return {
      searched: formatQuery(withoutWords(query)),
      from: from ?? null,
      to: to ?? null,
      close,
      compared: facets.user.counted,
    };
  }

  private countFacets(
    query: ActivityQuery,
    { values, budgetMs = DEFAULT_BUDGET_MS }: { values: number; budgetMs?: number },
  ): Promise<Facets> {
    return this.facetCounter.count(query, { records: FACET_RECORDS, values, budgetMs, now: this.now() });
  }

  private now(): Date {
    return new Date(this.clock());
  }

  private async count(plan: QueryPlan): Promise<Pick<RecordPage, 'count' | 'count_exceeded'>> {
    if (plan.matchesText) return {};
    const filters = [...plan.filters, timeFilter(plan)].filter((filter) => Object.keys(filter).length > 0);
    try {
      const counted = await this.store.count(allOf(filters), COUNT_CAP + 1, { maxTimeMs: COUNT_MS });
      return { count: Math.min(counted, COUNT_CAP), ...(counted > COUNT_CAP && { count_exceeded: true as const }) };
    } catch (error) {
      // The count is optional: a timeout is ignored.
      if (error instanceof StoreTimeoutError) return {};
      throw error;
    }
  }
}

const isOffered = (name: string, urlNames: readonly string[]): boolean =>
  urlNames.some((offered) => name === offered || name.endsWith(`.${offered}`));
