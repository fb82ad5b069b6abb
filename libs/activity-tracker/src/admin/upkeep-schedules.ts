import {
  type Upkeep,
  type UpkeepDown,
  type UpkeepLife,
  UpkeepSchedule,
  type UpkeepSettings,
} from './upkeep-schedule.js';

const SETTINGS = {
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

export class RollupSchedule extends UpkeepSchedule {
  readonly name = 'rollups';
  protected readonly settings = SETTINGS[this.name];
}

/** A TTL index cannot except records under a legal hold. */
export class HoldSchedule extends UpkeepSchedule {
  readonly name = 'holds';
  protected readonly settings = SETTINGS[this.name];
}

/** An insert of a busy process reads erasure orders by itself; an idle one may hold files that they concern. */
export class ErasureOrderSchedule extends UpkeepSchedule {
  readonly name = 'erasure-orders';
  protected readonly settings = SETTINGS[this.name];
}

/** A pass begins every hour and takes as many rounds as it needs. */
export class RetentionSchedule extends UpkeepSchedule {
  readonly name = 'retention';
  protected readonly settings = SETTINGS[this.name];
}

export interface AnomalyUpkeep extends Upkeep {
  readonly skipped?: number;
}

/** The search for anomalies in this process. @publicApi */
export interface AnomalySearchHealth {
  /** People whose calls could not be read in time, or were too many to wait, since the start. */
  skipped: number;
  /** Failed rounds since the start. */
  failures: number;
  /** Why rounds fail at present; `null` if they do not. */
  down: UpkeepDown | null;
}

export class AnomalySchedule extends UpkeepSchedule {
  readonly name = 'anomalies';
  protected readonly settings = SETTINGS[this.name];

  constructor(
    private readonly search: AnomalyUpkeep | undefined,
    life: UpkeepLife,
  ) {
    super(search, life);
  }

  health(): AnomalySearchHealth | null {
    if (!this.search) return null;
    const { failures, down } = this;
    return { skipped: this.search.skipped ?? 0, failures, down };
  }
}
