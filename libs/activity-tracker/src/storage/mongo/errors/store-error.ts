import type { Connection } from 'mongoose';
import { StoreMisconfiguredError, StoreTimeoutError, StoreUnavailableError } from '../../port/store-errors.js';
import { connectionRemedy } from '../connection/connection-fault.js';
import { causeWithoutCredentials, redactUri, withoutCredentials } from '../connection/credentials.js';
import {
  ATLAS_ERROR,
  BAD_VALUE,
  AUTHENTICATION_FAILED,
  codeOf,
  DATABASE_DIFFERS_IN_CASE,
  INVALID_NAMESPACE,
  MAX_STALENESS_OUT_OF_RANGE,
  MAX_TIME_EXPIRED,
  NOT_AUTHORIZED,
  NOT_SUPPORTED_ON_VIEW,
  UNKNOWN_WRITE_CONCERN,
  UNSATISFIABLE_WRITE_CONCERN,
} from './error-codes.js';
import { withoutQuotedData } from './server-text.js';
import { errorText } from '../../../common/error-text.js';

interface Whereabouts {
  uri?: string;
  connection?: Connection | (() => Connection);
  collectionName: string;
}

export const WRITING = 'writing';
export const READING = 'reading';

const SERVER_ERRORS = new Set(['MongoServerError', 'MongoBulkWriteError']);

/** A server that is no member of a replica set tells it by this text alone. */
const UNREPLICATED = /^cannot use 'w' > 1/;
const WRITE_CONCERN = 'The server cannot confirm what w in mongo.uri asks for. Remove w, or set w=majority.';

const AUTHENTICATION = 'Correct user, password and authSource.';

const REMEDIES = new Map([
  [AUTHENTICATION_FAILED, AUTHENTICATION],
  [ATLAS_ERROR, AUTHENTICATION],
  [DATABASE_DIFFERS_IN_CASE, 'Spell mongo.dbName like the existing database.'],
  [INVALID_NAMESPACE, 'Correct mongo.dbName or mongo.collectionName.'],
  [NOT_SUPPORTED_ON_VIEW, 'Set mongo.collectionName to a collection.'],
  [UNKNOWN_WRITE_CONCERN, WRITE_CONCERN],
  [UNSATISFIABLE_WRITE_CONCERN, WRITE_CONCERN],
  [MAX_STALENESS_OUT_OF_RANGE, 'Remove maxStalenessSeconds from mongo.uri, or set it to 90 or more.'],
]);

/** Converts any error as the store port requires: with host and cause, without credentials or recorded data. */
export function asStoreError(error: unknown, doing: string, where: Whereabouts): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  const { uri } = where;
  const { reason, cause } = withoutSecrets(error, uri);
  if (error instanceof Error && error.name === 'MongoParseError' && uri !== undefined) {
    return new StoreMisconfiguredError(`mongo.uri ${redactUri(uri)} is invalid: ${reason}`, { cause });
  }
  const message = `MongoDB at ${address(where)}, ${doing}: ${reason}`;
  const remedy = remedyFor(error, doing, where);
  if (remedy) return new StoreMisconfiguredError(`${message.replace(/[.\s]+$/, '')}. ${remedy}`, { cause });
  const Failure = codeOf(error) === MAX_TIME_EXPIRED ? StoreTimeoutError : StoreUnavailableError;
  return new Failure(message, { cause });
}

function remedyFor(error: unknown, doing: string, { collectionName }: Whereabouts): string | undefined {
  const code = codeOf(error);
  if (code === NOT_AUTHORIZED) return privilegeFor(doing, collectionName);
  if (code === BAD_VALUE && UNREPLICATED.test(errorText(error))) return WRITE_CONCERN;
  return (code === undefined ? undefined : REMEDIES.get(code)) ?? connectionRemedy(error);
}

function privilegeFor(doing: string, collectionName: string): string {
  if (doing === WRITING) return 'Grant the action "insert" on the collection, or readWrite on the database.';
  if (doing === READING) return `Missing privilege to read "${collectionName}". Grant the action "find" on it.`;
  return 'Grant the database user the rights that this needs: docs/operations.md, Rights.';
}

function withoutSecrets(error: unknown, uri: string | undefined): { reason: string; cause: unknown } {
  const text = withoutCredentials(errorText(error), uri);
  const cause = causeWithoutCredentials(error, uri);
  if (!(error instanceof Error) || !SERVER_ERRORS.has(error.name)) return { reason: text, cause };
  // The server quotes the rejected command or document, and loggers print causes in full.
  const reason = withoutQuotedData(text);
  return { reason, cause: reason === text ? cause : undefined };
}

function address({ uri, connection, collectionName }: Whereabouts): string {
  if (uri !== undefined) return `${redactUri(uri)} (${collectionName})`;
  const server = typeof connection === 'object' && connection.host ? ` to ${connection.host}:${connection.port}` : '';
  return `the host's connection${server} (${collectionName})`;
}
