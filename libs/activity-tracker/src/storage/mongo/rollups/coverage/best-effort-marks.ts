import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../../record/activity-log.js';
import type { Span } from '../../../port/statistics.js';
import { withDeadline } from '../../../../common/deadline.js';
import { companionOf } from '../../connection/collection-names.js';
import { type FailureKind, failureKindOf } from '../../errors/failure-kind.js';
import { withoutQuotedData } from '../../errors/server-text.js';
import type { MinuteMarks } from './marks.js';
import type { RollupCollections } from '../rollup-collections.js';
import { UnmarkedSpans } from './unmarked-spans.js';

/** Maximum time an insert waits for its marks. Milliseconds. */
const PATIENCE_MS = 1_500;
/** Pause before marking is tried again while records are stored without marks. Milliseconds. */
const RETRY_MS = 30_000;

export interface BestEffortMarksOptions {
  marks: MinuteMarks;
  collectionName: string;
  deadlineMs: number;
  clock: () => number;
  warn: (message: string) => void;
  invalidate: (span: Span) => Promise<void>;
}

/** Resolves to the reason why an insert's minutes could not be marked; to `undefined` if they were. */
export type Marking = Promise<unknown>;

/** Never prevents an insert: minutes that could not be marked are remembered and marked later. */
export class BestEffortMarks {
  problem: string | null = null;
  readonly unmarked = new UnmarkedSpans();
  private retryAt = -Infinity;

  constructor(private readonly options: BestEffortMarksOptions) {}

  /** Resolves when the minutes are marked, cannot be marked, or take too long. Never rejects. */
  async before(
    records: readonly ActivityLog[],
    collections: RollupCollections,
    writeConcern: mongo.WriteConcernSettings,
  ): Promise<{ marking: Marking }> {
    const { marks, clock, deadlineMs } = this.options;
    if (clock() < this.retryAt) {
      this.remember(records);
      return { marking: Promise.resolve(undefined) };
    }
    const marking = marks.before(records, collections, writeConcern).then(
      () => this.marked(),
      (error: unknown) => {
        this.remember(records);
        return error;
      },
    );
    await withDeadline(marking, Math.min(PATIENCE_MS, deadlineMs / 3)).catch(() => undefined);
    return { marking };
  }

  /** The records were stored, so a failed mark does not mean that the store is down. */
  async stored(marking: Marking): Promise<void> {
    const error = await marking;
    if (error === undefined) return;
    const { warn, clock } = this.options;
    this.retryAt = clock() + RETRY_MS;
    this.problem = withoutQuotedData((error as Error).message ?? 'unknown error');
    warn(this.warningOf(failureKindOf(error)));
  }

  private warningOf(kind: FailureKind): string {
    const name = companionOf(this.options.collectionName, 'rollupMarks');
    if (kind === 'denied') {
      return (
        `Missing privilege to write "${name}": records are stored, but statistics miss them. Grant readWrite on the database, ` +
        'or on the collections that begin with this name.'
      );
    }
    const remedy =
      kind === 'unfit'
        ? 'Make it a plain collection without validator that the tracker can write.'
        : `Retrying every ${RETRY_MS / 1_000} s. If this continues, check the server and the connection.`;
    return (
      `Cannot write "${name}" (logged once): ${this.problem}. Records are stored; statistics of these minutes are counted from ` +
      `the records. ${remedy}`
    );
  }

  private marked(): undefined {
    this.problem = null;
    void this.mend();
  }

  async mend(): Promise<void> {
    if (this.unmarked.isEmpty || this.options.clock() < this.retryAt) return;
    const spans = this.unmarked.take();
    try {
      for (let span = spans[0]; span; span = spans[0]) {
        await this.options.invalidate(span);
        spans.shift();
      }
      this.problem = null;
    } catch {
      this.unmarked.putBack(spans);
    }
  }

  private remember(records: readonly ActivityLog[]): void {
    for (const { created_time: time } of records)
      if (time instanceof Date && !Number.isNaN(time.getTime())) this.unmarked.add(time);
  }
}
