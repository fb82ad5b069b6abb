import type { LegalHolds } from '../../storage/port/legal-holds.js';
import { type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';

/** As often as a TTL index deletes. */
const ROUND_MS = 60_000;
export const HOLD_INTERVAL = 'activity-tracker:holds';

/** A TTL index cannot except records under a legal hold. */
export class HoldSchedule extends UpkeepSchedule {
  constructor(holds: LegalHolds | undefined, life: UpkeepLife) {
    const settings = {
      interval: HOLD_INTERVAL,
      roundMs: ROUND_MS,
      working: 'Legal holds are enforced again.',
      failing: (reason: string) =>
        `Failed to apply legal holds to retention: ${reason}. Retrying every ${ROUND_MS / 1_000} s; until ` +
        'then records that are past retention may be kept longer (logged once).',
    };
    super(holds, settings, life);
  }
}
