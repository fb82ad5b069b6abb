export interface UpkeepSettings {
  roundSeconds: number;
  /** Logged once when rounds begin to fail, with the reason, and with `meanwhile` after the time of the next try. */
  failing: string;
  meanwhile: string;
  /** Logged once when they succeed again. */
  working: string;
}

export const UPKEEP = {
  rollups: {
    roundSeconds: 10,
    working: 'Statistics are updated again.',
    failing: 'Failed to update statistics',
    meanwhile: '; new records are marked and counted then',
  },
  holds: {
    // As often as a TTL index deletes.
    roundSeconds: 60,
    working: 'Legal holds are enforced again.',
    failing: 'Failed to apply legal holds to retention',
    meanwhile: '; until then records that are past retention may be kept longer',
  },
  'erasure-orders': {
    roundSeconds: 60,
    working: 'Erasure orders are read again.',
    failing: 'Failed to read erasure orders',
    meanwhile: '; until then files in quarantine may hold records of persons who were erased',
  },
  retention: {
    roundSeconds: 60,
    working: 'Records are removed by storage.retention again.',
    failing: 'Failed to remove records by storage.retention',
    meanwhile:
      '; records are kept until it succeeds. If a right is missing, grant the role of an eraser (docs/operations.md) to one process',
  },
  anomalies: {
    // Shorter than the lease, so that one process continues with the calls that it remembers.
    roundSeconds: 30,
    working: 'Anomalies are searched again.',
    failing: 'Failed to search for anomalies',
    meanwhile:
      ' from where the search stopped, at most an hour back. If a right is missing, grant the role of a reader (docs/operations.md)',
  },
} as const satisfies Record<string, UpkeepSettings>;
