import type { ActivityStore } from '../../port/activity-store.js';
import { RecordStatistics } from '../../statistics/record-statistics.js';
import type { RebuildProgress, RollupHealth, Span } from '../../port/statistics.js';
import { readHealth } from './health.js';
import type { Lease } from './lease.js';
import { rebuild } from './rebuild.js';
import type { ServerTime, WithCollections } from './rollup-collections.js';
import { RollupReader } from './rollup-reader.js';
import { RollupUpkeep } from './rollup-upkeep.js';

const SHORT_MS = 10_000;

export interface RollupWorkOptions {
  run: WithCollections;
  retentionDays: number | undefined;
  serverTime: ServerTime;
  clock: (() => number) | undefined;
  lease: Lease;
}

/** Loaded on first use: reading, counting and rebuilding, which inserting does not need. */
export class RollupWork {
  readonly records: RecordStatistics;
  readonly reader: RollupReader;
  readonly upkeep: RollupUpkeep;

  constructor(
    private readonly options: RollupWorkOptions,
    store: Pick<ActivityStore, 'aggregate'>,
  ) {
    const { clock, lease: _lease, ...reading } = options;
    this.records = new RecordStatistics(store, clock);
    this.reader = new RollupReader({ ...reading, records: this.records });
    this.upkeep = new RollupUpkeep(options);
  }

  rebuild(span: Partial<Span>, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildProgress | null> {
    return rebuild(this.options.run, span, this.options.serverTime, onProgress);
  }

  health(): Promise<Omit<RollupHealth, 'problem'>> {
    return this.options.run('reading statistics', SHORT_MS, (collections) =>
      readHealth(collections, this.options.serverTime),
    );
  }
}
