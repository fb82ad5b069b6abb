import type { Connection } from 'mongoose';

/** Settings of a `MongoActivityStore`: exactly one of `uri` and `connection`. @publicApi */
export interface MongoStoreOptions {
  /** Connection string, for a connection of the store's own. */
  uri?: string;
  /** A Mongoose connection of the host's, or how to find it later; it stays the host's to open and close. */
  connection?: Connection | (() => Connection);
  /** Default: the database that the connection names. */
  dbName?: string;
  /** Collection of the records. */
  collectionName: string;
  /** Days after which MongoDB deletes a record. Default: kept. */
  retentionDays?: number;
  /** Hears what an operator should know and nothing else tells: each message once. */
  warn(message: string): void;
  /**
   * Time within which a write attempt, with the connecting it may need, has to end. Milliseconds.
   * @default 5,000
   */
  deadlineMs?: number;
  /**
   * Whether a connection of the store's own stays open while it is idle. Where it does not, it is closed a second after
   * its last use and opened again when needed, so that an application context which is never closed can end.
   * Default: it stays.
   */
  staysConnected?: () => boolean;
  /** Milliseconds since 1970. Default: the system's clock. */
  clock?: () => number;
}
