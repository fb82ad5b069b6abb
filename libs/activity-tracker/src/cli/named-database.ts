import { CommandError } from './command-error.js';

const CONNECTION_STRING = /^mongodb(?:\+srv)?:\/\/[^/?]*(?:\/(?<database>[^?]*))?/;

/**
 * Requires a database for a command that writes: without one, the driver would write to the database "test".
 * @param database value of `--db`
 * @throws CommandError if neither `--db` nor the connection string names a database
 */
export function requireDatabase(command: string, uri: string, database: string | undefined): void {
  const parts = CONNECTION_STRING.exec(uri);
  // The driver explains a malformed connection string better.
  if (!parts || database || parts.groups?.['database']) return;
  throw new CommandError(
    `${command} needs a database, and the connection string names none. Give mongo.dbName of the application as --db, or append it to the connection string.`,
  );
}
