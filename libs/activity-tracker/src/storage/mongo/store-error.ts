import type { Connection } from 'mongoose';
import { StoreMisconfiguredError, StoreUnavailableError } from '../activity-store.js';
import { causeWithoutCredentials, redactUri, withoutCredentials } from './credentials.js';

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
  return new StoreUnavailableError(`MongoDB at ${address(where)}, ${doing}: ${reason}`, { cause });
}

function address({ uri, connection, collectionName }: Whereabouts): string {
  if (uri !== undefined) return `${redactUri(uri)} (${collectionName})`;
  const server = typeof connection === 'object' && connection.host ? ` to ${connection.host}:${connection.port}` : '';
  return `the host's connection${server} (${collectionName})`;
}
