import type { ActivityUserId } from '../record/activity-log.js';

export const HISTORY_AUDIT = Symbol.for('nestjs-activity-tracker:HistoryAudit');

/** Audits reads of other users' history. */
export interface HistoryAudit {
  /**
   * Stores an entry before the response.
   * @throws HttpException if it cannot be stored: the request must fail
   */
  adminHistory(
    request: object,
    read: { parameters: Readonly<Record<string, string>>; userId: ActivityUserId | undefined; records: number },
  ): Promise<unknown>;
}
