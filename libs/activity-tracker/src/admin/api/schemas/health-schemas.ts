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
  STRING,
  type Schema,
} from '../../../http/open-api/named-schema.js';
import { COUNTRY_CREDIT } from './settings-schemas.js';

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
const UPKEEP_DOWN: Schema = { ...object({ reason: STRING, since: INSTANT }), nullable: true };

export const HEALTH = namedSchema(
  'ActivityTrackerHealth',
  object({
    buffer: BUFFER,
    spool: { allOf: [SPOOL], type: 'object', nullable: true },
    store: STORE,
    rollups: { allOf: [ROLLUPS], type: 'object', nullable: true },
    geo: {
      ...object({ readable: BOOLEAN, built: NULLABLE_INSTANT, old: BOOLEAN, credit: COUNTRY_CREDIT }),
      nullable: true,
    },
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
      down: UPKEEP_DOWN,
    }),
    recording_thread: {
      ...object({
        wanted: { type: 'string', enum: ['main', 'worker'] },
        used: { type: 'string', enum: ['main', 'worker'] },
        reason: NULLABLE_STRING,
      }),
      description: 'The thread that makes records, and why it is not the wanted one.',
    },
    user_names: {
      ...object({ failures: INTEGER }),
      description: 'Failures of admin.describeUsers and admin.findUsers since the start.',
    },
    readers: object({
      unanswered: { ...INTEGER, description: 'Calls that storage.store did not answer within 30 s.' },
      stalled: { ...INTEGER, description: 'Connections closed because they took nothing for 60 s.' },
    }),
    anomalies: {
      ...object({ skipped: INTEGER, failures: INTEGER, down: UPKEEP_DOWN }),
      nullable: true,
      description:
        'The search for anomalies; null if it is off. skipped: people whose calls could not be read in time.',
    },
  }),
);
