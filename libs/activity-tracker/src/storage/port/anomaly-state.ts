/**
 * Coordinates the search for anomalies of `admin.anomalies`: one process at a time searches, another continues where it stopped,
 * and each finding is emitted once.
 * @publicApi
 */
export interface AnomalyState {
  /** Whether this process may search until the next round, at most a minute later. @throws StoreUnavailableError */
  acquire(): Promise<boolean>;
  /** Lets another process continue at once. @throws StoreUnavailableError */
  release(): Promise<void>;
  /** Returns what {@link save} saved last: all calls before it were searched. @throws StoreUnavailableError */
  load(): Promise<Date | null>;
  /** @throws StoreUnavailableError */
  save(searchedTo: Date): Promise<void>;
  /**
   * Remembers findings by their digests for `validMs`, and returns those that were unknown.
   * @throws StoreUnavailableError
   */
  remember(digests: readonly string[], validMs: number): Promise<string[]>;
}
