import type { Connection } from 'mongoose';
import type { RecordSeals } from '../port/record-seals.js';

/** Settings of a `MongoActivityStore`: exactly one of `uri` and `connection`. @publicApi */
export interface MongoStoreOptions {
  /** Connection string; the store opens a separate connection. */
  uri?: string;
  /** The host's Mongoose connection, or a function that returns it later; the store never opens or closes it. */
  connection?: Connection | (() => Connection);
  /** Database name. Default: the database of the connection. */
  dbName?: string;
  /** Name of the record collection. */
  collectionName: string;
  /** Days after which MongoDB deletes a record. Default: records are kept. */
  retentionDays?: number;
  /**
   * Days after which statistics are deleted, if rules remove every record by then. Default: `retentionDays`.
   * @internal
   */
  statisticsDays?: number;
  /**
   * Seals what the tracker itself writes to a stored log.
   * @internal
   */
  seals?: RecordSeals;
  /**
   * Of the process, if another store in it has one.
   * @internal
   */
  processId?: string;
  /** Receives warnings for operators, each message once. */
  warn(message: string): void;
  /** Deadline of a write attempt, connecting included. Milliseconds. @default 5,000 */
  deadlineMs?: number;
  /**
   * Whether a separate connection stays open while idle. If not, it closes one second after its last use and reopens
   * when needed, so that a process whose application context is never closed can end. Default: it stays open.
   */
  staysConnected?: () => boolean;
  /** Milliseconds since 1970. Default: the system clock. */
  clock?: () => number;
}
