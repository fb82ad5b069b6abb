import { CommandError } from './command-error.js';

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
