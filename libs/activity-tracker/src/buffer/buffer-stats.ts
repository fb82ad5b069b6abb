/** Why a record was not kept. `full`: no room while the store was away; `shutdown`: the store was away at the end. @publicApi */
export type DropReason = 'full' | 'shutdown' | 'late';

/**
 * What became of the records, counted since the app started.
 * @publicApi
 */
export interface BufferStats {
  /** Taken in. */
  accepted: number;
  stored: number;
  /** Were in the store already: an earlier try whose reply was lost. */
  duplicates: number;
  /** Refused by the store for a reason of their own. */
  rejected: number;
  dropped: Record<DropReason, number>;
  /** Tries to store a batch that failed and were made again. */
  retries: number;
  /** Waiting now. */
  waiting: number;
  /** About how many bytes are waiting now. */
  waitingBytes: number;
  /** Is the store away, as far as the last try tells? */
  storeAway: boolean;
}
