import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INSTANT,
  object,
  STRING,
} from '../../../http/open-api/named-schema.js';

const ALSO_EFFECT = namedSchema(
  'ActivityErasureEffect',
  object({ value: STRING, records: INTEGER, fields: array(STRING) }),
);
export const ERASURE = namedSchema(
  'ActivityErasure',
  object(
    {
      mode: { ...STRING, enum: ['delete', 'pseudonym'] },
      dry_run: BOOLEAN,
      records: { ...INTEGER, description: 'Records of the person.' },
      mentions: { ...INTEGER, description: 'Records of others that mention the person.' },
      held: { ...INTEGER, description: 'Records left because of a legal hold on another person.' },
      from: NULLABLE_INSTANT,
      to: NULLABLE_INSTANT,
      pseudonym: STRING,
      emails: array(STRING),
      addresses: array(STRING),
      also: array(ALSO_EFFECT),
      token: { ...STRING, description: 'Of a dry run: permits one erasure with the same parameters.' },
      token_expires: INSTANT,
    },
    ['pseudonym', 'emails', 'addresses', 'also', 'token', 'token_expires'],
  ),
);
