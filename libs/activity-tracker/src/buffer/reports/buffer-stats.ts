import type { SpoolStats } from '../../spool/spool-counts.js';
import type { CheckpointFailures } from '../../integrity/checkpoints/anchoring.js';

/**
 * Why a record was not kept. `full`: refused because the buffer had no room for it; `evicted`: removed from the full buffer for a
 * record of a user with fewer bytes there; `shutdown`: still waiting when the application stopped; `late`: came after that.
 * @publicApi
 */
export type DropReason = 'full' | 'evicted' | 'shutdown' | 'late';

/** Why records cannot be stored at present. @publicApi */
export interface StoreDown {
  /** `unreachable`: no answer, or none in time; `misconfigured`: the store refuses, and an operator has to act. */
  cause: 'unreachable' | 'misconfigured';
  /** Error of the last attempt, with the remedy where one is known; never holds credentials. */
  reason: string;
  /** Time of the first failed attempt. */
  since: Date;
}

/** Results of recording, counted since the application started. @publicApi */
export interface BufferStats {
  /** Accepted records. */
  accepted: number;
  /** Confirmed by the store. */
  stored: number;
  /** Already stored by an earlier attempt whose reply was lost. */
  duplicates: number;
  /** Rejected by the store for a reason in the record itself. */
  rejected: number;
  /** Not stored because the person was erased in the meantime. */
  erased: number;
  /** Records whose bodies were replaced by `{ omitted: 'pressure' }` because the buffer was full. */
  shed: number;
  /** Records that were lost, by reason. */
  dropped: Record<DropReason, number>;
  /** Failed inserts that were retried, without those counted as `misconfigured`. */
  retries: number;
  /** Inserts that the store refused because of its or the tracker's configuration. */
  misconfigured: number;
  /** Waiting now, including those being inserted. */
  waiting: number;
  /** Approximate bytes waiting now. */
  waitingBytes: number;
  /** Whether the last attempt to store failed. */
  storeAway: boolean;
  /** Why it failed; `null` if it did not. */
  down: StoreDown | null;
  /** State of the files on disk; `null` with `buffer.durability: 'memory'`. */
  spool: SpoolStats | null;
  /** Checkpoints that `integrity.anchor` did not take; `null` without it. */
  checkpointFailures: CheckpointFailures | null;
}
