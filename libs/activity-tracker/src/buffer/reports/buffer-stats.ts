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

/** What became of the records, counted since the app started. @publicApi */
export interface BufferStats {
  /** Taken in. */
  accepted: number;
  /** Confirmed by the store. */
  stored: number;
  /** Were in the store already: an earlier try whose reply was lost. */
  duplicates: number;
  /** Refused by the store for their own reason. */
  rejected: number;
  /** Not stored because their person was erased meanwhile. */
  erased: number;
  /** Records whose bodies were replaced by `{ omitted: 'pressure' }` because the buffer was full. */
  shed: number;
  /** Records that were lost, by reason. */
  dropped: Record<DropReason, number>;
  /** Failed attempts to store a batch, made again since; without those counted as `misconfigured`. */
  retries: number;
  /** Attempts that the store refused because of how it or the tracker is set up. */
  misconfigured: number;
  /** Waiting now, including those being inserted. */
  waiting: number;
  /** About how many bytes are waiting now. */
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
