import type { Connection } from 'mongoose';
import { StoreMisconfiguredError, StoreTimeoutError, StoreUnavailableError } from '../../port/activity-store.js';
import { connectionRemedy } from '../connection/connection-fault.js';
import { causeWithoutCredentials, redactUri, withoutCredentials } from '../connection/credentials.js';
import {
  ATLAS_ERROR,
  AUTHENTICATION_FAILED,
  codeOf,
  DATABASE_DIFFERS_IN_CASE,
  INVALID_NAMESPACE,
  MAX_TIME_EXPIRED,
  NOT_AUTHORIZED,
  NOT_SUPPORTED_ON_VIEW,
} from './error-codes.js';
import { withoutQuotedData } from './server-text.js';
import { errorText } from '../../../common/error-text.js';

/** Where a store looks for its collection. */
interface Whereabouts {
  uri?: string;
  connection?: Connection | (() => Connection);
  collectionName: string;
}

/** Work of the store that is named where the right to do it may be missing. */
export const WRITING = 'writing';

/** Errors that carry a server's own text. */
const SERVER_ERRORS = new Set(['MongoServerError', 'MongoBulkWriteError']);

const AUTHENTICATION = 'Correct user, password and authSource.';

/** What an operator has to do first, by the code that the server answers with. */
const REMEDIES = new Map([
  [AUTHENTICATION_FAILED, AUTHENTICATION],
  [ATLAS_ERROR, AUTHENTICATION],
  [DATABASE_DIFFERS_IN_CASE, 'Write mongo.dbName as the existing database is written.'],
  [INVALID_NAMESPACE, 'Correct mongo.dbName or mongo.collectionName.'],
  [NOT_SUPPORTED_ON_VIEW, 'Set mongo.collectionName to a collection.'],
]);

/** Whatever went wrong, as the port promises it: with host and cause, without credentials and without data of records. */
export function asStoreError(error: unknown, doing: string, where: Whereabouts): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  const { uri } = where;
  const { reason, cause } = withoutSecrets(error, uri);
  if (error instanceof Error && error.name === 'MongoParseError' && uri !== undefined) {
    return new StoreMisconfiguredError(`mongo.uri ${redactUri(uri)} is not understood: ${reason}`, { cause });
  }
  const message = `MongoDB at ${address(where)}, ${doing}: ${reason}`;
  const remedy = remedyFor(error, doing);
  if (remedy) return new StoreMisconfiguredError(`${message.replace(/[.\s]+$/, '')}. ${remedy}`, { cause });
  const Failure = codeOf(error) === MAX_TIME_EXPIRED ? StoreTimeoutError : StoreUnavailableError;
  return new Failure(message, { cause });
}

function remedyFor(error: unknown, doing: string): string | undefined {
  const code = codeOf(error);
  if (code === NOT_AUTHORIZED && doing === WRITING)
    return 'Grant the action "insert" on the collection, or readWrite on the database.';
  return (code === undefined ? undefined : REMEDIES.get(code)) ?? connectionRemedy(error);
}

function withoutSecrets(error: unknown, uri: string | undefined): { reason: string; cause: unknown } {
  const text = withoutCredentials(errorText(error), uri);
  const cause = causeWithoutCredentials(error, uri);
  if (!(error instanceof Error) || !SERVER_ERRORS.has(error.name)) return { reason: text, cause };
  // A server quotes the command or the document that it refuses; loggers print causes whole.
  const reason = withoutQuotedData(text);
  return { reason, cause: reason === text ? cause : undefined };
}

function address({ uri, connection, collectionName }: Whereabouts): string {
  if (uri !== undefined) return `${redactUri(uri)} (${collectionName})`;
  const server = typeof connection === 'object' && connection.host ? ` to ${connection.host}:${connection.port}` : '';
  return `the host's connection${server} (${collectionName})`;
}
