import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter } from './port/activity-filter.js';
import type {
  ActivityStore,
  FindOptions,
  IndexKey,
  InsertOutcome,
  StoredRecord,
  StreamOptions,
  WatchOptions,
} from './port/activity-store.js';
import { DATABLE, isDatable } from './datable.js';
import { HIDDEN, isHidden, VISIBLE } from './hidden-records.js';
import { Pace } from './pace.js';
import { asShown, MASKED_FIELDS, type RecordMask, withOrigin } from './record-mask.js';

/** Injection token of the store for readers: {@link VisibleRecords}. */
export const VISIBLE_RECORDS = Symbol.for('nestjs-activity-tracker:VisibleRecords');

/**
 * Hides records that are no activity, and documents that have no place in time, and masks those of other writers. For lists,
 * statistics and histories; erasure, subject access and verification read everything.
 */
export class VisibleRecords implements ActivityStore {
  readonly stream?: NonNullable<ActivityStore['stream']>;
  readonly watch?: NonNullable<ActivityStore['watch']>;

  /** @param mask Default: records of other writers are read as they are. */
  constructor(
    private readonly store: ActivityStore,
    private readonly mask?: RecordMask,
  ) {
    if (store.stream)
      this.stream = (filter: ActivityFilter, options?: StreamOptions) =>
        this.shownAmong(store.stream!(visible(filter), withOriginOf(options)), options?.fields);
    if (store.watch) this.watch = (options: WatchOptions) => this.visibleAmong(options);
  }

  get statistics(): ActivityStore['statistics'] {
    return this.store.statistics;
  }

  open(): Promise<void> {
    return this.store.open();
  }

  insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    return this.store.insert(records);
  }

  /** Turns a synchronous throw of a custom store into a rejection, so that a parallel query's rejection is not left unhandled. */
  async find(filter: ActivityFilter, options?: FindOptions): Promise<ActivityLog[]> {
    const found = await this.store.find(visible(filter), withOriginOf(options));
    if (!this.mask) return found;
    const pace = new Pace();
    const shown: ActivityLog[] = [];
    for (const record of found) {
      await pace.spend();
      shown.push(asShown(record, this.mask, options?.fields));
    }
    return shown;
  }

  /** Counts the hidden records by their index and subtracts them: a negated filter would read each record. */
  async count(filter: ActivityFilter, cap: number, options?: { maxTimeMs?: number }): Promise<number> {
    const datable = datableOf(filter);
    const [counted, acts] = await Promise.all([
      this.store.count(datable, cap, options),
      this.store.count({ $and: [HIDDEN, datable] }, cap, options),
    ]);
    if (acts === 0) return counted;
    // Below the cap the difference is exact; at the cap more records may follow.
    return counted < cap ? counted - acts : this.store.count(visible(filter), cap, options);
  }

  async aggregate<T = Record<string, unknown>>(
    pipeline: Record<string, unknown>[],
    options?: { maxTimeMs?: number; index?: IndexKey },
  ): Promise<T[]> {
    const [first, ...rest] = pipeline;
    const filter = first?.['$match'] as ActivityFilter | undefined;
    const stages = filter ? [{ $match: visible(filter) }, ...rest] : [{ $match: visible({}) }, ...pipeline];
    const found = await this.store.aggregate<T>(stages, options);
    return this.mask ? found.map((each) => shownPart(each, this.mask!)) : found;
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async *shownAmong(
    records: AsyncIterable<ActivityLog>,
    fields: readonly string[] | undefined,
  ): AsyncGenerator<ActivityLog, void, undefined> {
    for await (const record of records) yield this.mask ? asShown(record, this.mask, fields) : record;
  }

  private async *visibleAmong(options: WatchOptions): AsyncGenerator<StoredRecord, void, undefined> {
    for await (const each of this.store.watch!(withOriginOf(options))) {
      const { record, position } = each;
      if (!isDatable(record) || isHidden(record)) continue;
      yield this.mask ? { record: asShown(record, this.mask, options.fields), position } : each;
    }
  }
}

/** Stages that keep parts of a record keep `outcome` too, which tells who wrote it. */
const shownPart = <T>(part: T, mask: RecordMask): T =>
  MASKED_FIELDS.some((field) => Object.hasOwn(part as object, field))
    ? (asShown(part as ActivityLog, mask) as T)
    : part;

function withOriginOf<Options extends { readonly fields?: readonly string[] }>(options: Options): Options;
function withOriginOf<Options extends { readonly fields?: readonly string[] }>(
  options: Options | undefined,
): Options | undefined;
function withOriginOf<Options extends { readonly fields?: readonly string[] }>(
  options: Options | undefined,
): Options | undefined {
  return options?.fields ? { ...options, fields: withOrigin(options.fields) } : options;
}

const datableOf = (filter: ActivityFilter): ActivityFilter =>
  Object.keys(filter).length === 0 ? DATABLE : { $and: [filter, DATABLE] };

const visible = (filter: ActivityFilter): ActivityFilter => ({ $and: [datableOf(filter), VISIBLE] });
