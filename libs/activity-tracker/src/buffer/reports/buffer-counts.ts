import type { InsertOutcome } from '../../storage/port/activity-store.js';
import type { DeliveryCounts } from '../../storage/port/delivery-state.js';
import type { DropReason } from './buffer-stats.js';

export class BufferCounts implements DeliveryCounts {
  accepted = 0;
  stored = 0;
  duplicates = 0;
  rejected = 0;
  erased = 0;
  shed = 0;
  retries = 0;
  misconfigured = 0;
  readonly dropped: Record<DropReason, number> = { full: 0, evicted: 0, shutdown: 0, late: 0 };

  /** @param ofLife number of records of a start or an end in the batch, which no counter includes */
  add({ stored, duplicates, rejected, erased = 0 }: InsertOutcome, ofLife = 0): void {
    const uncounted = Math.min(stored, ofLife);
    this.stored += stored - uncounted;
    this.duplicates += Math.max(0, duplicates - (ofLife - uncounted));
    this.rejected += rejected.length;
    this.erased += erased;
  }

  toStats(): DeliveryCounts & Pick<this, 'dropped'> {
    return { ...this, dropped: { ...this.dropped } };
  }
}
