import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import { Late } from '../../../common/late.js';
import type { ActivityStore } from '../../port/activity-store.js';
import { StoreTimeoutError, StoreUnavailableError } from '../../port/store-errors.js';
import type {
  MaintainedStatistics,
  RebuildProgress,
  RollupHealth,
  RollupProblem,
  Span,
  StatisticsResult,
  StatisticsQuery,
} from '../../port/statistics.js';
import { BestEffortMarks, type Marking } from './coverage/best-effort-marks.js';
import { readCoverage } from './coverage/coverage.js';
import { Lease } from './lease.js';
import { marksWithin, MinuteMarks, setMarks } from './coverage/marks.js';
import { rollupCollections, SERVER_TIME, type ServerTime, type WithCollections } from './rollup-collections.js';
import type { RollupWork } from './rollup-work.js';

const MARKS_A_WRITE = 1_000;
const SHORT_MS = 10_000;

export interface MongoStatisticsOptions {
  collectionName: string;
  retentionDays: number | undefined;
  run: WithCollections;
  warn: (message: string) => void;
  writeDeadlineMs?: number;
  serverTime?: ServerTime;
  clock?: () => number;
  owner?: string;
}

export class MongoStatistics implements MaintainedStatistics {
  private readonly serverTime: ServerTime;
  private readonly lease: Lease;
  private readonly marks: MinuteMarks;
  private readonly bestEffort: BestEffortMarks;
  private readonly work: Late<RollupWork>;

  constructor(
    private readonly options: MongoStatisticsOptions,
    store: Pick<ActivityStore, 'aggregate'>,
  ) {
    const { run, retentionDays, clock, owner } = options;
    const serverTime = (this.serverTime = options.serverTime ?? SERVER_TIME);
    const lease = (this.lease = new Lease(serverTime, clock, owner));
    this.marks = new MinuteMarks(serverTime, clock, options.writeDeadlineMs);
    this.bestEffort = new BestEffortMarks({
      marks: this.marks,
      collectionName: options.collectionName,
      deadlineMs: options.writeDeadlineMs ?? SHORT_MS,
      clock: clock ?? (() => performance.now()),
      warn: options.warn,
      invalidate: (span) => this.invalidate(span),
    });
    this.work = new Late('The code of the statistics', async () => {
      const { RollupWork } = await import('./rollup-work.js');
      return new RollupWork({ run, lease, retentionDays, serverTime, clock }, store);
    });
  }

  /** Counts from the records if roll-ups cannot be read or miss some writes. */
  async query(query: StatisticsQuery): Promise<StatisticsResult> {
    const { edges } = query;
    const { records, reader } = await this.work.get();
    if (this.bestEffort.unmarked.overlaps(edges[0]!, edges.at(-1)!)) return records.query(query);
    try {
      return await reader.query(query);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return records.query(query).catch(() => {
        throw error;
      });
    }
  }

  /** Call before an insert and pass the result to {@link afterInsert}. Never rejects. */
  beforeInsert(
    db: mongo.Db,
    records: readonly ActivityLog[],
    writeConcern: mongo.WriteConcernSettings,
  ): Promise<{ marking: Marking }> {
    return this.bestEffort.before(records, rollupCollections(db, this.options.collectionName), writeConcern);
  }

  /** Call after an insert. Never rejects. */
  afterInsert({ marking }: { marking: Marking }): Promise<void> {
    return this.bestEffort.stored(marking);
  }

  /** The records may or may not have been stored. */
  afterFailedInsert(): void {
    this.marks.forget();
  }

  async maintain(signal?: AbortSignal): Promise<void> {
    await this.bestEffort.mend();
    const { upkeep } = await this.work.get();
    await upkeep.round(signal);
  }

  /** Releases the lease, so that another process need not wait until it expires. */
  release(): Promise<void> {
    return this.options.run('releasing the lease', SHORT_MS, (collections) => this.lease.release(collections));
  }

  async invalidate(span: Span): Promise<void> {
    await this.options.run('marking', SHORT_MS, async (collections) => {
      const coverage = await readCoverage(collections, this.serverTime);
      if (!coverage) return;
      let some = [];
      for (const id of marksWithin(span, coverage)) {
        if (some.push(id) < MARKS_A_WRITE) continue;
        await setMarks(collections.marks, some, this.serverTime);
        some = [];
      }
      await setMarks(collections.marks, some, this.serverTime);
    });
  }

  async rebuild(
    span: Partial<Span> = {},
    onProgress?: (progress: RebuildProgress) => void,
  ): Promise<RebuildProgress | null> {
    return (await this.work.get()).rebuild(span, onProgress);
  }

  async health(): Promise<RollupHealth | RollupProblem> {
    const { problem } = this.bestEffort;
    try {
      const work = await this.work.get();
      return { ...(await work.health()), problem };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { problem: problem ?? error.message };
    }
  }
}

/** The store responds with a refusal: the roll-ups fail, not the store. */
function isRefusal(error: unknown): error is StoreUnavailableError {
  if (!(error instanceof StoreUnavailableError) || error instanceof StoreTimeoutError) return false;
  const { name = '' } = (error.cause as Error | undefined) ?? {};
  return name === '' || name === 'MongoServerError' || name === 'MongoBulkWriteError';
}
