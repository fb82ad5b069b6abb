import type { Connection } from 'mongoose';
import { StoreMisconfiguredError, StoreTimeoutError, StoreUnavailableError } from '../activity-store.js';
import { causeWithoutCredentials, redactUri, withoutCredentials } from './credentials.js';

/** The server's code for a query beyond its `maxTimeMS`. */
const MAX_TIME_EXPIRED = 50;

/** Where a store looks for its collection. */
interface Whereabouts {
  uri?: string;
  connection?: Connection | (() => Connection);
  collectionName: string;
}

/** Whatever went wrong, as the port promises it: with host and cause, without credentials. */
export function asStoreError(error: unknown, doing: string, where: Whereabouts): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  const { uri } = where;
  const reason = withoutCredentials(error instanceof Error ? error.message : String(error), uri);
  const cause = causeWithoutCredentials(error, uri);
  if (error instanceof Error && error.name === 'MongoParseError' && uri !== undefined) {
    return new StoreMisconfiguredError(`mongo.uri ${redactUri(uri)} is not understood: ${reason}`, { cause });
  }
  const Failure =
    (error as { code?: number } | null)?.code === MAX_TIME_EXPIRED ? StoreTimeoutError : StoreUnavailableError;
  return new Failure(`MongoDB at ${address(where)}, ${doing}: ${reason}`, { cause });
}

function address({ uri, connection, collectionName }: Whereabouts): string {
  if (uri !== undefined) return `${redactUri(uri)} (${collectionName})`;
  const server = typeof connection === 'object' && connection.host ? ` to ${connection.host}:${connection.port}` : '';
  return `the host's connection${server} (${collectionName})`;
}
