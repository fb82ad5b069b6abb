import { mongo } from 'mongoose';
import { withoutCredentials } from './credentials.js';
import { errorText } from '../../../common/error-text.js';

/** Explains, without secrets, why the driver rejects a connection string; `undefined` if valid. Does not connect. */
export function uriFault(uri: string): string | undefined {
  try {
    void new mongo.MongoClient(uri);
    return undefined;
  } catch (error) {
    return withoutCredentials(errorText(error), uri);
  }
}
