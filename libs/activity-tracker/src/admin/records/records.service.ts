import { NotFoundException } from '@nestjs/common';
import { Types } from 'mongoose';
import { allOf, COUNT_CAP, type HistoryPage, pageThrough, type ReadResult } from '../../http/paging/paging.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { type ActivityStore, StoreTimeoutError } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import type { AdminOptions } from '../admin.options.js';
import type { ActivityQuery } from '../query/activity-query.js';
import { formatQuery } from '../query/parse/format-query.js';
import { resolvePlan } from '../query/plan/plan-resolution.js';
import { planQuery, type QueryPlan } from '../query/plan/query-plan.js';
import { type RecordStreamOptions, readInBatches } from '../stream-records.js';
import { FacetCounter } from './facet-counter.js';
import type { Facets } from './facets.js';
import { LogReader, timeFilter } from './log-reader.js';

/** The most records on a page. */
export const MAX_PAGE_SIZE = 1_000;
/** Records that facets are counted over. */
export const FACET_RECORDS = 5_000;
/** Values of one facet. */
const FACET_VALUES = 50;
/** What no index leads to is looked for so long. Milliseconds. */
export const DEFAULT_BUDGET_MS = 250;

/** Time limit of a count, milliseconds: a page must not wait for it. */
const COUNT_MS = 100;

/** Fields of a record in a list: everything but what can be long. */
export const LIST_FIELDS = [
  'user_id',
  'url_name',
  'namespace',
  'route',
  'url_path',
  'api',
  'method',
  'status_code',
  'created_time',
  'execution_time',
  'client_ip_address',
  'country',
  'outcome',
  'trace_id',
  'event_name',
  'truncated',
] as const satisfies readonly (keyof ActivityLog & string)[];

/** Which page of the records, and how long to look for it. @publicApi */
export interface RecordPageSettings {
  /** Records on a page, at most 1,000. @default `admin.pageSize` */
  limit?: number | undefined;
  /** `''`, or nothing: the newest. Else the cursor that a page of the same query gave. */
  cursor?: string | undefined;
  /** Milliseconds for what no index leads to. @default 250 */
  budgetMs?: number | undefined;
  /** Fields of each record; `_id` always comes along. @default all but headers and bodies */
  fields?: readonly (keyof ActivityLog & string)[] | 'all' | undefined;
}

/**
 * A page of records, newest first. `count`, exact to 10,000, is on the first page, where it could be had in time.
 * @publicApi
 */
export interface RecordPage extends HistoryPage<ActivityLog> {
  /** Present where time did not suffice to fill the page: how far was looked. `next` looks further. */
  searched_to?: Date;
}

/** The log as administrators read it. */
export class RecordsService {
  private readonly reader: LogReader;
  private readonly facetCounter: FacetCounter;

  /** @param clock milliseconds since 1970 */
  constructor(
    private readonly store: ActivityStore,
    private readonly options: Pick<AdminOptions, 'pageSize' | 'urlNames'>,
    private readonly clock: () => number = Date.now,
  ) {
    this.reader = new LogReader(store, clock);
    this.facetCounter = new FacetCounter(store, clock);
  }

  /**
   * The records that a query asks for.
   * @throws BadRequestException for a cursor of another query
   * @throws StoreUnavailableError
   */
  async list(query: ActivityQuery, settings: RecordPageSettings = {}): Promise<RecordPage> {
    const { limit = this.options.pageSize, cursor = '', budgetMs = DEFAULT_BUDGET_MS, fields = LIST_FIELDS } = settings;
    const plan = await resolvePlan(this.store, planQuery(query, this.now()));
    const selected = fields === 'all' ? undefined : fields;
    let stretch: ReadResult | undefined;
    const [page, counted] = await Promise.all([
      pageThrough(
        async (from, count) =>
          (stretch = await this.reader.read(plan, { cursor: from, count, fields: selected, budgetMs })),
        {
          limit: Math.min(limit, MAX_PAGE_SIZE),
          cursor,
          signature: `records ${formatQuery(query)}`,
        },
      ),
      cursor === '' ? this.count(plan) : {},
    ]);
    const stoppedAt = stretch?.stoppedAt;
    return { ...counted, ...page, ...(stoppedAt && { searched_to: stoppedAt.created_time }) };
  }

  /**
   * How often each value occurs among the newest 5,000 records that match, each facet as if its own condition were not
   * there. `admin.urlNames` narrows the names.
   * @throws StoreUnavailableError
   */
  async facets(query: ActivityQuery, { budgetMs = DEFAULT_BUDGET_MS }: { budgetMs?: number } = {}): Promise<Facets> {
    const facets = await this.facetCounter.count(query, {
      records: FACET_RECORDS,
      values: FACET_VALUES,
      budgetMs,
      now: this.now(),
    });
    const { urlNames } = this.options;
    if (urlNames.length === 0) return facets;
    const offered = facets.name.values.filter(({ value }) => typeof value === 'string' && isOffered(value, urlNames));
    return { ...facets, name: { ...facets.name, values: offered } };
  }

  /**
   * One record, whole.
   * @throws NotFoundException where there is none, whatever the id looks like
   * @throws StoreUnavailableError
   */
  async record(id: string): Promise<ActivityLog> {
    const found = /^[0-9a-f]{24}$/i.test(id)
      ? await this.store.find({ _id: new Types.ObjectId(id) }, { limit: 1 })
      : [];
    if (!found[0]) throw new NotFoundException('There is no such record.');
    return found[0];
  }

  /** All records that a query asks for, few of them in memory at a time. */
  async *stream(query: ActivityQuery, options: RecordStreamOptions = {}): AsyncGenerator<ActivityLog> {
    const plan = await resolvePlan(this.store, planQuery(query, this.now()));
    const conditions = [...plan.filters, timeFilter(plan)].filter((filter) => Object.keys(filter).length > 0);
    const pace = new Pace();
    for await (const record of readInBatches(this.store, allOf(conditions), options))
      if (!plan.matchesText || (await plan.matchesText(record, pace))) yield record;
  }

  /**
   * The newest records that match, at most `count` of them, within the time limit: used to count matches of words.
   * @throws StoreUnavailableError
   */
  newest(query: ActivityQuery, count: number, fields: readonly string[], budgetMs: number): Promise<ReadResult> {
    return this.reader.read(planQuery(query, this.now()), { cursor: undefined, count, fields, budgetMs });
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
      // A count is not worth a failure, nor waiting for.
      if (error instanceof StoreTimeoutError) return {};
      throw error;
    }
  }
}

const isOffered = (name: string, urlNames: readonly string[]): boolean =>
  urlNames.some((offered) => name === offered || name.endsWith(`.${offered}`));
