import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INSTANT,
  NULLABLE_INTEGER,
  object,
  STRING,
} from '../../../http/open-api/named-schema.js';

const RETENTION_RULE = namedSchema(
  'ActivityRetentionRule',
  object(
    {
      rule: { ...INTEGER, description: 'Position in storage.retention.' },
      when: { ...STRING, description: 'Query; absent: every record.' },
      keep: STRING,
      bodies_for: STRING,
      records: { ...NULLABLE_INTEGER, description: 'Records that would be deleted; null: more than could be counted.' },
      bodies: { ...NULLABLE_INTEGER, description: 'Records that would lose their bodies.' },
      held: { ...NULLABLE_INTEGER, description: 'Due records that stay under a legal hold.' },
    },
    ['when', 'keep', 'bodies_for'],
  ),
);
const RETENTION_PASS = object({
  now: INSTANT,
  ended: INSTANT,
  full: BOOLEAN,
  step: INTEGER,
  done_to: NULLABLE_INSTANT,
  removed: array(object({ rule: INTEGER, records: INTEGER, bodies: INTEGER })),
});
export const RETENTION_PREVIEW = namedSchema(
  'ActivityRetentionPreview',
  object({
    now: { ...INSTANT, description: 'Time that ages are counted from.' },
    rules: array(RETENTION_RULE),
    last: { ...RETENTION_PASS, nullable: true },
  }),
);
