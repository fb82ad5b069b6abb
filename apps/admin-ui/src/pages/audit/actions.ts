import type { AuditAction } from '../../api/audit-types';
import type { MessageKey } from '../../i18n/translate';

export const ACTIONS: Record<AuditAction, MessageKey> = {
  list: 'actionList',
  facets: 'actionFacets',
  record: 'actionRecord',
  related: 'actionRelated',
  people: 'actionPeople',
  person: 'actionPerson',
  sessions: 'actionSessions',
  timeline: 'actionTimeline',
  statistics: 'actionStatistics',
  live: 'actionLive',
  export: 'actionExport',
  admin_history: 'actionAdminHistory',
  subject_access: 'actionSubjectAccess',
  erase: 'actionErase',
  hold: 'actionHold',
  view: 'actionView',
  mask: 'actionMask',
  audit: 'actionAudit',
};
