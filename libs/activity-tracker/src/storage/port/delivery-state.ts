/** Why records cannot be stored at present. @publicApi */
export interface StoreDown {
  /** `unreachable`: no answer, or none in time; `misconfigured`: the store refuses, and an operator has to act. */
  cause: 'unreachable' | 'misconfigured';
  /** Error of the last attempt, with the remedy where one is known; never holds credentials. */
  reason: string;
  /** Time of the first failed attempt. */
  since: Date;
}

/** Records on their way to the store, counted since the application started. @publicApi */
export interface DeliveryCounts {
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
  /** Failed inserts that were retried, without those counted as `misconfigured`. */
  retries: number;
  /** Inserts that the store refused because of its or the tracker's configuration. */
  misconfigured: number;
}

/** Records that wait for the store now. @publicApi */
export interface DeliveryState extends DeliveryCounts {
  /** Including those being inserted. */
  waiting: number;
  /** Why the last attempt to store failed; `null` if it did not. */
  down: StoreDown | null;
}
