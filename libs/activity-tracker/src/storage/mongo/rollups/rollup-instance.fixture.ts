import type { ActivityLog } from '../../../record/activity-log.js';
import { Faults } from './faulty-collections.fixture.js';
import { Lease } from './lease.js';
import { MinuteMarks } from './coverage/marks.js';
import type { RollupCollections } from './rollup-collections.js';
import { RollupUpkeep } from './rollup-upkeep.js';
import { codeOf, DUPLICATE_KEY } from '../errors/error-codes.js';

/** A process: what it writes with, what it counts with, and what it could not yet write. */
export class Instance {
  readonly faults = new Faults();
  readonly collections: RollupCollections;
  readonly marks: MinuteMarks;
  readonly upkeep: RollupUpkeep;
  unwritten: ActivityLog[] = [];
  paused: Promise<void> | undefined;

  constructor(collections: RollupCollections, time: { now: number }) {
    this.collections = this.faults.on(collections);
    const serverTime = () => new Date(time.now);
    const clock = () => time.now;
    this.marks = new MinuteMarks(serverTime, clock);
    this.upkeep = new RollupUpkeep({
      run: (_doing, _deadline, work) => work(this.collections),
      lease: new Lease(serverTime, clock),
      retentionDays: undefined,
      serverTime,
      clock,
    });
  }

  async insert(records: ActivityLog[], between: () => void = () => {}): Promise<void> {
    await this.marks.before(records, this.collections, { w: 1 });
    between();
    await this.collections.records.insertMany(records, { ordered: false }).catch((error: unknown) => {
      if (codeOf(error) !== DUPLICATE_KEY) throw error;
    });
  }

  /** Begins a round that sleeps before the first write to `collection`; resolves when it does. */
  async roundThatSleepsBefore(collection: keyof RollupCollections): Promise<void> {
    this.faults.arm(1, 'pause', collection);
    this.paused = this.upkeep.round();
    while (!this.faults.isPaused) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async settle(): Promise<void> {
    this.faults.disarm();
    this.faults.resume();
    await this.paused;
    this.paused = undefined;
  }
}
