import {
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import type { ActivityStore } from './port/activity-store.js';
import type { RetentionRule } from './retention-rule.js';
import { uriFault } from './mongo/connection/uri-fault.js';

/** A TTL index counts in seconds, up to 2,147,483,647: about 68 years. */
const MAX_RETENTION_DAYS = 24_855;
/** A thousandth of a day is 86 seconds: the server's TTL task runs once a minute. */
const MIN_RETENTION_DAYS = 0.001;
const RETENTION_RULE = 'must be a number of days from 0.001 to 24,855; omit it to keep records';
/** MongoDB limits namespaces to 255 bytes: room for a 63-byte database name, a dot and the longest companion suffix. */
const MAX_COLLECTION_NAME_BYTES = 175;
const URI = /^mongodb(\+srv)?:\/\/[^\s]+$/;
const STORE_METHODS = ['open', 'insert', 'find', 'count', 'aggregate', 'close'] as const;

const isUri = (value: unknown): value is string => typeof value === 'string' && URI.test(value);

const isStore = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  STORE_METHODS.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');

/** Where, in which form and how long records are kept. @publicApi */
export class StorageOptions {
  /**
   * Days after which MongoDB deletes a record, by a TTL index. Default: records are kept. A change also applies to
   * stored records, from the next boot.
   */
  @IsOptional()
  @Min(MIN_RETENTION_DAYS, { message: RETENTION_RULE })
  @Max(MAX_RETENTION_DAYS, { message: RETENTION_RULE })
  retentionDays?: number;

  /**
   * Rules that remove records, or only their bodies, by age: `[{ when: 'status:2xx method:GET', keep: '30d' }, { when:
   * 'user:*', keep: '1y' }, { bodiesFor: '7d' }]`. For each record the first matching rule with `keep` decides when it is
   * removed, and the first matching rule with `bodiesFor` when its bodies are. With `retentionDays`, no rule keeps longer.
   * Records under a legal hold stay.
   * @default []
   */
  @IsArray({ message: "must be a list of rules such as { when: 'status:2xx', keep: '30d' }" })
  retention: RetentionRule[] = [];

  /**
   * Form of stored bodies: nested documents, which can be queried, or JSON text, which is cheaper for large bodies.
   * @default 'document'
   */
  @IsIn(['document', 'text'], { message: 'must be document or text' })
  bodyFormat: 'document' | 'text' = 'document';

  /**
   * Makes the boot wait up to 5 seconds for the store and fail in these cases: `misconfigured` if an operator must act
   * (authentication refused, target not a plain collection, database name that differs only in case), `unreachable`
   * also if the store does not respond. Default: the application starts and records wait. Without `database: true` the
   * store is not checked.
   */
  @IsOptional()
  @IsIn(['misconfigured', 'unreachable'], { message: "must be 'misconfigured' or 'unreachable'" })
  refuseBoot?: 'misconfigured' | 'unreachable';

  /**
   * A custom store in place of MongoDB, such as `new InMemoryActivityStore()`. It may extend or wrap a store of this
   * library; its `insert()` receives complete, masked records.
   */
  @IsOptional()
  @ValidateBy(
    { name: 'isActivityStore', validator: { validate: isStore } },
    { message: `must be an object with the methods ${STORE_METHODS.join(', ')}` },
  )
  store?: ActivityStore;
}

/** The record collection and its connection: exactly one of `uri` and `connectionName`. @publicApi */
export class MongoOptions {
  /** Connection string. The tracker opens a small, separate connection pool. Seed: `DRF_ACTIVITY_TRACKER_MONGO_CONNECTION`. */
  @ValidateIf((options: MongoOptions) => options.uri !== undefined || options.connectionName === undefined)
  @Matches(URI, {
    message:
      'must be a connection string that begins with mongodb:// or mongodb+srv://, unless connectionName is given',
  })
  @ValidateBy({
    name: 'isUnderstoodByDriver',
    validator: {
      validate: (uri: unknown) => !isUri(uri) || uriFault(uri) === undefined,
      defaultMessage: (given) => `must be valid for MongoDB's driver, which reports: ${uriFault(String(given?.value))}`,
    },
  })
  uri?: string;

  /** Name of a `MongooseModule` connection to share; `default` is the unnamed one. */
  @ValidateIf((options: MongoOptions) => options.connectionName !== undefined)
  @IsString({ message: 'must be the name of a MongooseModule connection' })
  @IsNotEmpty({ message: 'must be the name of a MongooseModule connection' })
  @ValidateBy(
    {
      name: 'withoutUri',
      validator: { validate: (_name, context) => (context?.object as MongoOptions | undefined)?.uri === undefined },
    },
    { message: 'must be omitted if uri is set' },
  )
  connectionName?: string;

  /** Database name. Default: the database of the connection. Seed: `DRF_ACTIVITY_TRACKER_MONGO_DB_NAME`. */
  @IsOptional()
  @Matches(/^[^\0/\\. "$*<>:|?]{1,63}$/, {
    message: 'must be a database name: 1 to 63 characters, none of / \\ . " $ * < > : | ? nor a space',
  })
  dbName?: string;

  /** Collection name. Seed: `DRF_ACTIVITY_TRACKER_MONGO_DB_COLLECTION_NAME`. @default 'activity_logs' */
  @Matches(/^(?!system\.)(?!\.)(?!.*\.\.)(?!.*\.$)[^$\0]+$/, {
    message: 'must not be empty, contain $, NUL or an empty part between dots, or begin with "system."',
  })
  @ValidateBy(
    {
      name: 'fitsNamespace',
      validator: {
        validate: (name: unknown) => typeof name === 'string' && Buffer.byteLength(name) <= MAX_COLLECTION_NAME_BYTES,
      },
    },
    { message: `must be at most ${MAX_COLLECTION_NAME_BYTES} bytes long` },
  )
  collectionName: string = 'activity_logs';
}
