import type { HostLog } from '../../common/host-log.js';
import type { InsertOutcome } from '../../storage/port/activity-store.js';

/** Reads what `insert()` of a store resolved to. A store of the host may break the contract: that is logged once. */
export class GivenOutcomes {
  private isLogged = false;

  constructor(private readonly logger: Pick<HostLog, 'error'>) {}

  /** @param count records of the batch; they count as stored if the outcome does not say */
  read(given: unknown, count: number): InsertOutcome {
    if (isOutcome(given)) return given;
    if (!this.isLogged) {
      this.isLogged = true;
      this.logger.error(
        `storage.store: insert() resolved to ${typeof given}, and must resolve to { stored, duplicates, rejected }. Its records ` +
          'count as stored. Correct the store (logged once).',
      );
    }
    return { stored: count, duplicates: 0, rejected: [] };
  }
}

function isOutcome(given: unknown): given is InsertOutcome {
  if (typeof given !== 'object' || given === null) return false;
  const { stored, duplicates, rejected, erased = 0 } = given as Partial<Record<keyof InsertOutcome, unknown>>;
  return [stored, duplicates, erased].every(Number.isInteger) && Array.isArray(rejected) && rejected.every(isObject);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
