/**
 * Coordinates the removal by the rules of `storage.retention`: one process at a time removes, and another continues where
 * it stopped.
 * @publicApi
 */
export interface RetentionState {
  /** Whether this process may remove records for the next 20 seconds; asked before each batch. @throws StoreUnavailableError */
  acquire(): Promise<boolean>;
  /** Lets another process continue at once. @throws StoreUnavailableError */
  release(): Promise<void>;
  /** Returns what {@link save} saved last. @throws StoreUnavailableError */
  load(): Promise<RetentionProgress | null>;
  /** @throws StoreUnavailableError */
  save(progress: RetentionProgress): Promise<void>;
  /** Time of the store, because a wrong clock of one process must not remove records. @throws StoreUnavailableError */
  now(): Promise<Date>;
}

/** Position of the removal, and the result of the last pass. @publicApi */
export interface RetentionProgress {
  /** Digest of the rules and holds of the pass; a change begins a full pass. */
  digest: string;
  /** The pass that is under way; `null` between passes. */
  current: RetentionPass | null;
  /** The last pass that reached its end. */
  last: (RetentionPass & { ended: Date }) | null;
  /** Begin of the last pass over the whole log. */
  full_at: Date | null;
}

/** One pass over the log. @publicApi */
export interface RetentionPass {
  /** Records are due by this time. */
  now: Date;
  /** Whether the pass reads the whole log, or only what became due since the last pass. */
  full: boolean;
  /** Index of the current step. */
  step: number;
  /** `created_time` up to which the current step is done. */
  done_to: Date | null;
  /** Removed so far, by rule. */
  removed: { rule: number; records: number; bodies: number }[];
}
