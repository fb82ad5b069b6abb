import {
  array,
  BOOLEAN,
  countsByName,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INSTANT,
  NULLABLE_INTEGER,
  NULLABLE_STRING,
  object,
  OBJECT_ID,
  type Schema,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';
import { ACTIVITY_RIGHTS } from '../../../http/access/rights.js';
import { AUDIT_ACTIONS } from '../../../storage/port/audit-store.js';

const CREDIT: Schema = {
  ...object({ text: STRING, url: STRING }),
  nullable: true,
  description: 'Link that pages with countries must show.',
};

export const SETTINGS = namedSchema(
  'ActivitySettings',
  object({
    page_size: INTEGER,
    time_zone: STRING,
    timedelta: { ...INTEGER, description: 'Minutes to add to each time shown.' },
    url_names: array(STRING),
    user: object({ user_id: USER_ID }),
    names: { ...BOOLEAN, description: 'Whether GET /names knows people.' },
    anomalies: { ...BOOLEAN, description: 'Whether admin.anomalies is on.' },
    reason_required: BOOLEAN,
    country_credit: CREDIT,
    permissions: object(Object.fromEntries(ACTIVITY_RIGHTS.map((right) => [right, BOOLEAN]))),
  }),
);

const HOLD = {
  user_id: USER_ID,
  reason: STRING,
  until: { ...NULLABLE_INSTANT, description: 'End of the hold; null: until it is lifted.' },
  placed_by: USER_ID,
  placed_at: INSTANT,
};
export const LEGAL_HOLD = namedSchema('ActivityLegalHold', object(HOLD));
export const LEGAL_HOLDS = namedSchema('ActivityLegalHolds', object({ holds: array(LEGAL_HOLD) }));

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
      subject_id: { ...STRING, description: 'The person; absent after their erasure.' },
      record_id: STRING,
      records: NULLABLE_INTEGER,
      reason: STRING,
      count: { ...INTEGER, description: 'Repetitions within a minute.' },
      end: AUDIT_END,
    },
    ['actor_id', 'query', 'parameters', 'subject', 'subject_id', 'record_id', 'reason', 'end'],
  ),
);
export const AUDIT_PAGE = namedSchema(
  'ActivityAuditPage',
  object({
    results: array(AUDIT_ENTRY, { description: 'Newest first.' }),
    next: { ...NULLABLE_STRING, description: 'For cursor; null on the last page.' },
  }),
);

const BUFFER = namedSchema(
  'ActivityBufferHealth',
  object({
    waiting: INTEGER,
    waiting_bytes: INTEGER,
    max_bytes: INTEGER,
    accepted: INTEGER,
    stored: INTEGER,
    duplicates: INTEGER,
    rejected: INTEGER,
    erased: { ...INTEGER, description: 'Not stored because their person was erased meanwhile.' },
    shed: INTEGER,
    retries: INTEGER,
    misconfigured: INTEGER,
    dropped: countsByName({ description: 'By cause.' }),
    failed: INTEGER,
    store_away: BOOLEAN,
    down: {
      ...object({ cause: { ...STRING, enum: ['unreachable', 'misconfigured'] }, reason: STRING, since: INSTANT }),
      nullable: true,
    },
  }),
);
const SPOOL = namedSchema(
  'ActivitySpoolHealth',
  object({
    mode: { ...STRING, enum: ['spill', 'journal'] },
    directory: STRING,
    bytes: INTEGER,
    files: INTEGER,
    oldest: { ...NULLABLE_INSTANT, description: 'Last write to the oldest file.' },
    processes: { ...INTEGER, description: 'Processes with a folder in the directory, ended ones included.' },
    dropped: { ...INTEGER, description: 'Records deleted for newer ones.' },
    quarantined: { ...INTEGER, description: 'Stretches of files that are no intact document.' },
    rejected: { ...INTEGER, description: 'Records that the store rejected, kept in quarantine/.' },
    failures: countsByName({ description: 'Failed calls to the file system, by code.' }),
    healthy: BOOLEAN,
  }),
);
const STORE = namedSchema(
  'ActivityStoreHealth',
  object(
    {
      reachable: BOOLEAN,
      down: { ...STRING, description: 'Why the store cannot be used, with the remedy.' },
      collection: STRING,
      records: INTEGER,
      bytes: INTEGER,
      indexes: array(object({ name: STRING, bytes: NULLABLE_INTEGER })),
      missing_indexes: array(STRING),
      retention_days: NULLABLE_INTEGER,
      inserts: { ...STRING, enum: ['encoded', 'documents'], description: 'How records reach the store.' },
    },
    ['down', 'collection', 'records', 'bytes', 'indexes', 'missing_indexes', 'retention_days', 'inserts'],
  ),
);
const ROLLUPS = namedSchema(
  'ActivityRollupHealth',
  object(
    {
      waiting: object({ minutes: INTEGER, hours: INTEGER, days: INTEGER }),
      oldest: NULLABLE_INSTANT,
      lag_ms: { type: 'number' },
      covered_from: NULLABLE_INSTANT,
      lease: { ...object({ owner: STRING, until: INSTANT }), nullable: true },
      problem: NULLABLE_STRING,
    },
    ['waiting', 'oldest', 'lag_ms', 'covered_from', 'lease'],
  ),
);
export const HEALTH = namedSchema(
  'ActivityTrackerHealth',
  object({
    buffer: BUFFER,
    spool: { allOf: [SPOOL], type: 'object', nullable: true },
    store: STORE,
    rollups: { allOf: [ROLLUPS], type: 'object', nullable: true },
    geo: { ...object({ readable: BOOLEAN, built: NULLABLE_INSTANT, old: BOOLEAN, credit: CREDIT }), nullable: true },
    unidentified: countsByName({ description: 'Requests whose user is not known, by cause.' }),
    due_within_a_day: NULLABLE_INTEGER,
    verification: {
      type: 'object',
      nullable: true,
      additionalProperties: true,
      description: 'Result of the last npx activity-tracker verify; null if there is none.',
    },
    silence: {
      ...object({
        last_record: NULLABLE_INSTANT,
        seconds: { type: 'number', nullable: true },
        usual_seconds: { type: 'number', nullable: true },
        is_unusual: BOOLEAN,
      }),
      nullable: true,
    },
    unreadable: {
      ...NULLABLE_INTEGER,
      description:
        'Documents that are in no list or figure: without a date in created_time, or with an _id that is no ObjectId.',
    },
    retention_rules: { ...INTEGER, description: 'Number of rules in storage.retention.' },
    retention: object({
      failures: { ...INTEGER, description: 'Failed rounds of storage.retention since the start.' },
      down: { ...object({ reason: STRING, since: INSTANT }), nullable: true },
    }),
    user_names: {
      ...object({ failures: INTEGER }),
      description: 'Failures of admin.describeUsers and admin.findUsers since the start.',
    },
  }),
);
