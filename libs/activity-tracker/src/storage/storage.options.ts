import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import type { ActivityStore } from './port/activity-store.js';
import { uriFault } from './mongo/connection/uri-fault.js';

/** A TTL index counts in seconds, up to 2,147,483,647: some 68 years. */
const MAX_RETENTION_DAYS = 24_855;
/** A thousandth of a day is 86 seconds: the server's own TTL task runs once a minute. */
const MIN_RETENTION_DAYS = 0.001;
const RETENTION_RULE = 'must be a number of days from 0.001 to 24,855; leave it out to keep records';
/** A namespace has 255 bytes: leaves room for a database of 63, a dot, and the longest suffix of the collections kept with it. */
const MAX_COLLECTION_NAME_BYTES = 175;
const URI = /^mongodb(\+srv)?:\/\/[^\s]+$/;
const STORE_METHODS = ['open', 'insert', 'find', 'count', 'aggregate', 'close'] as const;

const isUri = (value: unknown): value is string => typeof value === 'string' && URI.test(value);

const isStore = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  STORE_METHODS.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');

/**
 * How long records are kept, in which form, and where.
 * @publicApi
 */
export class StorageOptions {
  /**
   * Days after which a record is deleted, by a TTL index in MongoDB. Without it records are kept.
   * A change takes effect at the next boot, for records already stored too.
   */
  @IsOptional()
  @Min(MIN_RETENTION_DAYS, { message: RETENTION_RULE })
  @Max(MAX_RETENTION_DAYS, { message: RETENTION_RULE })
  retentionDays?: number;

  /**
   * How bodies are kept: as nested documents, which can be queried, or as JSON text, which costs less for large ones.
   * @default 'document'
   */
  @IsIn(['document', 'text'], { message: 'must be document or text' })
  bodyFormat: 'document' | 'text' = 'document';

  /**
   * Makes the boot wait for the store's first answer, 5 seconds at most, and fail by it: `misconfigured` where an operator has to act
   * (authentication refused, a target that is no plain collection, a database name that exists in other letters), `unreachable` also where the store does not answer. Left
   * out, the application starts and records wait. Without `database: true` the store is not checked.
   */
  @IsOptional()
  @IsIn(['misconfigured', 'unreachable'], { message: "must be 'misconfigured' or 'unreachable'" })
  refuseBoot?: 'misconfigured' | 'unreachable';

  /**
   * A store of your own in place of MongoDB, such as `new InMemoryActivityStore()`. It may extend one of ours, or hold one: its
   * `insert()` is given whole records, masked.
   */
  @IsOptional()
  @ValidateBy(
    { name: 'isActivityStore', validator: { validate: isStore } },
    { message: `must be an object with the methods ${STORE_METHODS.join(', ')}` },
  )
  store?: ActivityStore;
}

/**
 * The collection records are kept in, and the way to it: exactly one of `uri` and `connectionName`.
 * @publicApi
 */
export class MongoOptions {
  /**
   * Connection string. The tracker opens a small, separate connection pool and takes nothing from the application's.
   * Seed: `DRF_ACTIVITY_TRACKER_MONGO_CONNECTION`.
   */
  @ValidateIf((options: MongoOptions) => options.uri !== undefined || options.connectionName === undefined)
  @Matches(URI, {
    message:
      'must be a connection string that begins with mongodb:// or mongodb+srv://, unless connectionName is given',
  })
  @ValidateBy({
    name: 'isUnderstoodByDriver',
    validator: {
      validate: (uri: unknown) => !isUri(uri) || uriFault(uri) === undefined,
      defaultMessage: (given) =>
        `must be understood by MongoDB's driver, which says: ${uriFault(String(given?.value))}`,
    },
  })
  uri?: string;

  /** Name of a `MongooseModule` connection to share; `default` is the one without a name. */
  @ValidateIf((options: MongoOptions) => options.connectionName !== undefined)
  @IsString({ message: 'must be the name of a MongooseModule connection' })
  @IsNotEmpty({ message: 'must be the name of a MongooseModule connection' })
  @ValidateBy(
    {
      name: 'withoutUri',
      validator: { validate: (_name, context) => (context?.object as MongoOptions | undefined)?.uri === undefined },
    },
    { message: 'must be left out where uri is given: give one of the two' },
  )
  connectionName?: string;

  /** Database; left out, the one that the connection names. Seed: `DRF_ACTIVITY_TRACKER_MONGO_DB_NAME`. */
  @IsOptional()
  @Matches(/^[^\0/\\. "$*<>:|?]{1,63}$/, {
    message: 'must be a database name: 1 to 63 characters, none of / \\ . " $ * < > : | ? nor a space',
  })
  dbName?: string;

  /**
   * Collection. Seed: `DRF_ACTIVITY_TRACKER_MONGO_DB_COLLECTION_NAME`.
   * @default 'activity_logs'
   */
  @Matches(/^(?!system\.)(?!\.)(?!.*\.\.)(?!.*\.$)[^$\0]+$/, {
    message: 'must not be empty, hold $, NUL or an empty part between dots, or begin with "system."',
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
