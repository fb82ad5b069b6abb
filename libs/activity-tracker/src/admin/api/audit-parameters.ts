import { oneOf } from '../../http/open-api/named-schema.js';
import type { OpenApiParameter } from '../../http/open-api/operation.js';
import { AUDIT_ACTIONS } from '../../storage/port/audit-store.js';

export const AUDIT_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'administrator', description: 'User id of the administrator.' },
  { name: 'subject', description: 'User id, or pseudonym, of the person whose data was read.' },
  { name: 'action', description: 'Kind of access.', schema: oneOf(AUDIT_ACTIONS) },
  { name: 'since', description: 'A date (in UTC), an instant with its zone, or a period such as 24h.' },
  { name: 'until', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
];
