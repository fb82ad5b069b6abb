export interface Health {
  buffer: {
    waiting: number;
    waiting_bytes: number;
    max_bytes: number;
    accepted: number;
    stored: number;
    duplicates?: number;
    rejected: number;
    retries: number;
    dropped: Record<string, number>;
    failed?: number;
    store_away: boolean;
  };
  store: {
    reachable: boolean;
    collection?: string;
    records?: number;
    bytes?: number;
    indexes?: { name: string; bytes: number }[];
    missing_indexes?: string[];
    /** `null` where records are kept without end. */
    retention_days?: number | null;
  };
  rollups: Record<string, unknown> | null;
  /** Requests with a credential that did not identify a user, by cause. */
  unidentified?: Record<string, number>;
  /** Records that the next day takes away. */
  due_within_a_day: number | null;
}
