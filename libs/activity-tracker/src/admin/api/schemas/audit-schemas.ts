import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INTEGER,
  NULLABLE_STRING,
  object,
  OBJECT_ID,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';
import { AUDIT_ACTIONS } from '../../../storage/port/audit-store.js';

const AUDIT_END = namedSchema(
  'ActivityAuditEnd',
  object(
    {
      created_time: INSTANT,
      records: NULLABLE_INTEGER,
      complete: BOOLEAN,
      outcome: { type: 'object', additionalProperties: true },
    },
    ['complete', 'outcome'],
  ),
);
const AUDIT_ENTRY = namedSchema(
  'ActivityAuditEntry',
  object(
    {
      _id: OBJECT_ID,
      created_time: INSTANT,
      action: { ...STRING, enum: [...AUDIT_ACTIONS] },
      administrator_id: USER_ID,
      actor_id: USER_ID,
      client_ip_address: NULLABLE_STRING,
      session: NULLABLE_STRING,
      query: STRING,
      parameters: { type: 'object', additionalProperties: STRING },
      subject: { ...STRING, description: 'Pseudonym of the person whose data it is about.' },
      people: { ...array(STRING), description: 'Pseudonyms of other people whom the question names.' },
      subject_id: { ...STRING, description: 'The person; absent after their erasure.' },
      record_id: STRING,
      records: NULLABLE_INTEGER,
      reason: STRING,
      count: { ...INTEGER, description: 'Repetitions within a minute.' },
      end: AUDIT_END,
    },
    ['actor_id', 'query', 'parameters', 'subject', 'people', 'subject_id', 'record_id', 'reason', 'end'],
  ),
);
export const AUDIT_PAGE = namedSchema(
  'ActivityAuditPage',
  object({
    results: array(AUDIT_ENTRY, { description: 'Newest first.' }),
    next: { ...NULLABLE_STRING, description: 'For cursor; null on the last page.' },
  }),
);
