export const AUDIT_ACTIONS = [
  'list',
  'facets',
  'record',
  'related',
  'people',
  'person',
  'sessions',
  'timeline',
  'statistics',
  'live',
  'export',
  'admin_history',
  'subject_access',
  'erase',
  'hold',
  'view',
  'mask',
  'audit',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditLine {
  _id: string;
  created_time: string;
  action: string;
  administrator_id: string | number;
  actor_id?: string | number;
  client_ip_address: string | null;
  session: string | null;
  query?: string;
  parameters?: Record<string, string>;
  subject?: string;
  /** Whom it stands for, as long as that is kept. */
  subject_id?: string;
  record_id?: string;
  records: number | null;
  reason?: string;
  /** How often it was asked within a minute. */
  count: number;
  end?: { created_time: string; records: number | null; complete?: boolean; outcome?: Record<string, unknown> };
}

export interface AuditPage {
  results: AuditLine[];
  next: string | null;
}

export interface AuditFilter {
  administrator: string;
  subject: string;
  action: string;
  since: string;
}
