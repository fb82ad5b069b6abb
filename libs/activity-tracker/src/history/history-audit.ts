import type { ActivityUserId } from '../record/activity-log.js';

export const HISTORY_AUDIT = Symbol.for('nestjs-activity-tracker:HistoryAudit');

/** Audits reads of other users' history. */
export interface HistoryAudit {
  /** Stored before the response is sent. @throws HttpException if that fails: the request must fail too */
  adminHistory(
    request: object,
    read: { parameters: Readonly<Record<string, string>>; userId: ActivityUserId | undefined; records: number },
  ): Promise<unknown>;
}
