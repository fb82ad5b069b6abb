import type { ActivityUserId } from '../record/activity-log.js';

/** Injection token of the {@link HistoryAudit}. */
export const HISTORY_AUDIT = Symbol.for('nestjs-activity-tracker:HistoryAudit');

/** Keeps a trace of who reads the history of others. */
export interface HistoryAudit {
  /**
   * Stores what is about to be answered.
   * @throws HttpException where it cannot be stored: nothing may be answered then
   */
  adminHistory(
    request: object,
    read: { parameters: Readonly<Record<string, string>>; userId: ActivityUserId | undefined; records: number },
  ): Promise<unknown>;
}
