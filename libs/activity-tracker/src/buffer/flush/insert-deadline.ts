import { DeadlineExceededError, withDeadline } from '../../common/deadline.js';
import { StoreUnavailableError } from '../../storage/port/store-errors.js';

const FIRST_MS = 30_000;
const LONGEST_MS = 8 * FIRST_MS;

/** Gives up inserts that do not settle: their records are sent again, and a store recognizes those by `_id`. */
export class InsertDeadline {
  private milliseconds = FIRST_MS;
  private unsettled = 0;

  /** @param mayOverlap whether an insert may begin while one that was given up has not settled */
  constructor(private readonly mayOverlap: boolean) {}

  async within(insert: () => Promise<unknown>): Promise<unknown> {
    if (this.unsettled > 0 && !this.mayOverlap) throw notSettled('An earlier call of insert()');
    const work = insert();
    const { milliseconds } = this;
    try {
      return await withDeadline(Promise.resolve(work), milliseconds);
    } catch (error) {
      if (!(error instanceof DeadlineExceededError)) throw error;
      this.milliseconds = Math.min(LONGEST_MS, Math.max(this.milliseconds, 2 * milliseconds));
      this.unsettled++;
      const settle = (): unknown => this.unsettled--;
      work.then(settle, settle);
      throw notSettled('insert()', ` within ${milliseconds / 1_000} s`);
    }
  }
}

function notSettled(subject: string, when = ''): StoreUnavailableError {
  return new StoreUnavailableError(`${subject} of the store has not settled${when}`);
}
