export interface Health {
  buffer: {
    waiting: number;
    waiting_bytes: number;
    max_bytes: number;
    accepted: number;
    stored: number;
    duplicates?: number;
    rejected: number;
    /** Records whose bodies gave way because the buffer was full. */
    shed?: number;
    retries: number;
    /** Attempts that the store refused because of how it or the tracker is set up. */
    misconfigured?: number;
    dropped: Record<string, number>;
    failed?: number;
    store_away: boolean;
    /** Why records cannot be stored. */
    down?: { cause: 'unreachable' | 'misconfigured'; reason: string; since: string } | null;
  };
  store: {
    reachable: boolean;
    /** What an operator has to act on; absent where there is nothing. */
    down?: string;
    collection?: string;
    records?: number;
    bytes?: number;
    /** `bytes` is `null` where the size is unknown. */
    indexes?: { name: string; bytes: number | null }[];
    missing_indexes?: string[];
    /** `null` where records are kept without end. */
    retention_days?: number | null;
  };
  rollups: Record<string, unknown> | null;
  /** File that countries come from; `null` if they are turned off. */
  geo?: { readable: boolean; built: string | null; old: boolean } | null;
  /** Requests with a credential that did not identify a user, by cause. */
  unidentified?: Record<string, number>;
  /** Records that the next day takes away. */
  due_within_a_day: number | null;
  /** Documents of the collection that are in no list or figure. */
  unreadable?: number | null;
  /** Files of `buffer.spoolDirectory`; `null` with `buffer.durability: 'memory'`. */
  spool?: {
    mode: 'spill' | 'journal';
    directory: string;
    bytes: number;
    files: number;
    /** Last write to the oldest file. */
    oldest: string | null;
    processes: number;
    dropped: number;
    quarantined: number;
    rejected: number;
    failures: Record<string, number>;
    healthy: boolean;
  } | null;
  /** Rounds of `storage.retention` that failed since the start. */
  retention?: { failures: number; down: { reason: string; since: string } | null };
  /** Number of rules in `storage.retention`. */
  retention_rules?: number;
  /** Result of the last `npx activity-tracker verify`. */
  verification?: {
    at: string;
    verdict: 'whole' | 'broken';
    records: number;
    /** All of them; `findings` are the first. */
    problems: number;
    findings: string[];
  } | null;
  silence?: { seconds: number | null; usual_seconds: number | null; is_unusual: boolean } | null;
}

/** What rules would remove; `null` where more than could be counted in time. */
export interface RetentionPreview {
  rules: {
    rule: number;
    when?: string;
    keep?: string;
    bodies_for?: string;
    records: number | null;
    bodies: number | null;
    held: number | null;
  }[];
  last: { ended: string } | null;
}
