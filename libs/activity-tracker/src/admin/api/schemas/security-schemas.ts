import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  object,
  OBJECT_ID,
  STRING,
} from '../../../http/open-api/named-schema.js';
import { SECURITY_RULES } from '../../security/security-rules.js';

const ANOMALY = namedSchema(
  'ActivityPersonAnomaly',
  object({
    rule: { ...STRING, enum: SECURITY_RULES.map(({ rule }) => rule) },
    reason: STRING,
    at: INSTANT,
    until: { ...INSTANT, description: 'Time of the last record that shows it.' },
    evidence: object({
      records: array(OBJECT_ID, { description: 'Oldest first, at most 20.' }),
      values: { type: 'object', additionalProperties: { oneOf: [STRING, INTEGER] } },
    }),
  }),
);

const SEEN = namedSchema(
  'ActivitySeenValue',
  object({
    value: STRING,
    calls: INTEGER,
    first_seen: INSTANT,
    last_seen: INSTANT,
    is_new: { ...BOOLEAN, description: 'First seen in the range, by a person who called in the 90 days before it.' },
  }),
);

export const PERSON_SECURITY = namedSchema(
  'ActivityPersonSecurity',
  object({
    anomalies: array(ANOMALY, { description: 'Newest first, at most 50; hints, no proof.' }),
    countries: array(SEEN),
    networks: array(SEEN, { description: '/24, for IPv6 /48.' }),
    devices: array(SEEN),
    refused: { ...INTEGER, description: 'Calls with 401 or 403.' },
    sign_ins: INTEGER,
    failed_sign_ins: { ...INTEGER, nullable: true, description: 'null if they could not be counted in time.' },
    compared_from: INSTANT,
    counted: { ...INTEGER, description: 'Calls that were read, at most 10,000.' },
    complete: BOOLEAN,
  }),
);
