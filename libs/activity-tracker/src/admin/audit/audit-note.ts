import type { ActivityUserId } from '../../record/activity-log.js';
import type { AuditAction } from '../../storage/port/audit-store.js';
import type { ActivityQuery } from '../query/activity-query.js';

/** What an administrator does, as a handler says it. */
export interface AuditNote {
  action: AuditAction;
  query?: ActivityQuery;
  /** Parameters of the request that are no part of the query. Texts that describe a person do not belong here. */
  parameters?: Readonly<Record<string, string>>;
  /** Whose data it is; kept by pseudonym. Default: the one person that `query` asks for. */
  subject?: ActivityUserId | null | undefined;
  recordId?: string;
  /** Records that are answered. Default: not known. */
  records?: number | null;
  /** Why, where that is asked. */
  reason?: string | undefined;
}

/** How an act ended that took its time. */
export interface AuditOutcome {
  /** Records that were sent or changed; `null` for an act that concerns none. */
  records: number | null;
  /** Whether everything was sent or done; `false` where the client went away, or the act was refused or failed. */
  complete: boolean;
  /** What else came of it; nothing that names the subject. */
  outcome?: Record<string, unknown>;
}
