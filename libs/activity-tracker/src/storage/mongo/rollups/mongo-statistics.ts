import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { ActivityStore } from '../../activity-store.js';
import { RecordStatistics } from '../../statistics/record-statistics.js';
import type {
  MaintainedStatistics,
  RebuildProgress,
  RollupHealth,
  Span,
  StatisticsAnswer,
  StatisticsQuestion,
} from '../../statistics/statistics.js';
import { readCoverage } from './coverage.js';
import { readHealth } from './health.js';
import { Lease } from './lease.js';
import { marksWithin, MinuteMarks, setMarks } from './marks.js';
import { rebuild } from './rebuild.js';
import { rollupCollections, SERVER_TIME, type ServerTime, type WithCollections } from './rollup-collections.js';
import { RollupReader } from './rollup-reader.js';
import { RollupUpkeep } from './rollup-upkeep.js';

const NOT_AUTHORIZED = 13;
const MARKS_A_WRITE = 1_000;
const SHORT_MS = 10_000;

export interface MongoStatisticsOptions {
  collectionName: string;
  retentionDays: number | undefined;
  run: WithCollections;
  warn: (message: string) => void;
  /** Within which the store's writes end. Milliseconds. */
  writeDeadlineMs?: number;
  /** Given by tests; default: the server's own. */
  serverTime?: ServerTime;
  /** Milliseconds that only rise. */
  clock?: () => number;
  /** Name of this process in the lease. */
  owner?: string;
}

/** Statistics from roll-ups beside the records. */
export class MongoStatistics implements MaintainedStatistics {
  private readonly serverTime: ServerTime;
  private readonly lease: Lease;
  private readonly marks: MinuteMarks;
  private readonly upkeep: RollupUpkeep;
  private readonly reader: RollupReader;

  constructor(
    private readonly options: MongoStatisticsOptions,
    store: Pick<ActivityStore, 'aggregate'>,
  ) {
    const { run, retentionDays, clock, owner } = options;
    const serverTime = (this.serverTime = options.serverTime ?? SERVER_TIME);
    this.lease = new Lease(serverTime, clock, owner);
    this.marks = new MinuteMarks(serverTime, clock, options.writeDeadlineMs);
    this.upkeep = new RollupUpkeep({ run, lease: this.lease, retentionDays, serverTime, clock });
    this.reader = new RollupReader({ run, retentionDays, serverTime, records: new RecordStatistics(store, clock) });
  }

  ask(question: StatisticsQuestion): Promise<StatisticsAnswer> {
    return this.reader.ask(question);
  }

  /** Before records are written. */
  async beforeInsert(
    db: mongo.Db,
    records: readonly ActivityLog[],
    writeConcern: mongo.WriteConcernSettings,
  ): Promise<void> {
    try {
      await this.marks.before(records, rollupCollections(db, this.options.collectionName), writeConcern);
    } catch (error) {
      if ((error as { code?: number }).code !== NOT_AUTHORIZED) throw error;
      this.options.warn(
        `No right to write "${this.options.collectionName}_rollup_marks"; records are stored, but statistics do not ` +
          'know of them. Grant readWrite on the database, or on the collections that begin with this name.',
      );
    }
  }

  /** What was written may be there or not. */
  afterFailedInsert(): void {
    this.marks.forget();
  }

  maintain(signal?: AbortSignal): Promise<void> {
    return this.upkeep.round(signal);
  }

  /** Gives the work up, so that another need not wait until the lease runs out. */
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

  rebuild(span: Partial<Span> = {}, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildProgress | null> {
    return rebuild(this.options.run, span, this.serverTime, onProgress);
  }

  health(): Promise<RollupHealth> {
    return this.options.run('reading statistics', SHORT_MS, (collections) => readHealth(collections, this.serverTime));
  }
}
