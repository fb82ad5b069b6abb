import type * as library from '../../../../libs/activity-tracker/src/admin/audit/audit-reader';
import type { JsonOf } from './json-of';

export type { AuditAction } from '../../../../libs/activity-tracker/src/storage/port/audit-store';
export type AuditLine = JsonOf<library.AuditLine>;
export type AuditPage = JsonOf<library.AuditPage>;

export interface AuditFilter {
  administrator: string;
  subject: string;
  action: string;
  since: string;
}
