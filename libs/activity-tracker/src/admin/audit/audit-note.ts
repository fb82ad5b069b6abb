import type { ActivityUserId } from '../../record/activity-log.js';
import type { AuditAction } from '../../storage/port/audit-store.js';
import type { ActivityQuery } from '../query/activity-query.js';

export interface AuditNote {
  action: AuditAction;
  query?: ActivityQuery;
  /** Request parameters outside the query. Must not contain texts that describe a person. */
  parameters?: Readonly<Record<string, string>>;
  /** The person concerned, stored as a pseudonym. Default: the only person that `query` selects. */
  subject?: ActivityUserId | null | undefined;
  recordId?: string;
  records?: number | null;
  reason?: string | undefined;
}

export interface AuditOutcome {
  records: number | null;
  /** Whether everything was sent or done; `false` if the client disconnected, or the action was refused or failed. */
  complete: boolean;
  /** Further results; must not identify the subject. */
  outcome?: Record<string, unknown>;
}
