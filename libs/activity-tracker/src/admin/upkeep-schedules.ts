import { type Upkeep, type UpkeepDown, type UpkeepLife, UpkeepSchedule } from './upkeep-schedule.js';

export class RollupSchedule extends UpkeepSchedule {
  readonly name = 'rollups';
}

/** A TTL index cannot except records under a legal hold. */
export class HoldSchedule extends UpkeepSchedule {
  readonly name = 'holds';
}

/** An insert of a busy process reads erasure orders by itself; an idle one may hold files that they concern. */
export class ErasureOrderSchedule extends UpkeepSchedule {
  readonly name = 'erasure-orders';
}

/** A pass begins every hour and takes as many rounds as it needs. */
export class RetentionSchedule extends UpkeepSchedule {
  readonly name = 'retention';
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
