import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import type { MongoStoreOptions } from '../storage/mongo/mongo-store.types.js';
import { CommandError } from './command-error.js';

/** `--uri`, `--db` and `--collection`. */
export interface LogArguments {
  uri?: string | undefined;
  database?: string | undefined;
  collection?: string | undefined;
}

export interface NamedLog {
  uri: string;
  database: string | undefined;
  collection: string;
}

const CONNECTION_STRING = /^mongodb(?:\+srv)?:\/\/[^/?]*(?:\/(?<database>[^?]*))?/;

/**
 * Without a database the driver would write to "test".
 * @throws CommandError if neither `--db` nor the connection string names one
 */
export function requireDatabase(command: string, uri: string, database: string | undefined): void {
  const parts = CONNECTION_STRING.exec(uri);
  if (!parts || database || parts.groups?.['database']) return;
  throw new CommandError(
    `${command} needs a database, and the connection string names none. Give mongo.dbName of the application as --db, or append it to the connection string.`,
  );
}

/** The log that a command works on. @throws CommandError if its database is not named */
export function namedLog(command: string, { uri, database, collection = 'activity_logs' }: LogArguments): NamedLog {
  if (!uri) throw new CommandError(`${command} needs --uri <connection string>, or MONGODB_URI in the environment.`);
  requireDatabase(command, uri, database);
  return { uri, database, collection };
}

export function storeOf(
  { uri, database, collection }: NamedLog,
  options: Pick<MongoStoreOptions, 'warn' | 'seals'>,
): MongoActivityStore {
  return new MongoActivityStore({ uri, dbName: database, collectionName: collection, ...options });
}
