import type { SpoolStats } from '../../spool/spool-counts.js';
import type { DeliveryState } from '../../storage/port/delivery-state.js';
import type { CheckpointFailures } from '../../integrity/checkpoints/anchoring.js';

/**
 * Why a record was not kept. `full`: refused because the buffer had no room for it; `evicted`: removed from the full buffer for a
 * record of a user with fewer bytes there; `shutdown`: still waiting when the application stopped; `late`: came after that.
 * @publicApi
 */
export type DropReason = 'full' | 'evicted' | 'shutdown' | 'late';

/** Results of recording, counted since the application started. @publicApi */
export interface BufferStats extends DeliveryState {
  /** Records that were lost, by reason. */
  dropped: Record<DropReason, number>;
  /** Approximate bytes waiting now. */
  waitingBytes: number;
  /** Whether the last attempt to store failed. */
  storeAway: boolean;
  /** State of the files on disk; `null` with `buffer.durability: 'memory'`. */
  spool: SpoolStats | null;
  /** Checkpoints that `integrity.anchor` did not take; `null` without it. */
  checkpointFailures: CheckpointFailures | null;
}
