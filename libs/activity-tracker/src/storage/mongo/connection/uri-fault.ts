import { mongo } from 'mongoose';
import { withoutCredentials } from './credentials.js';
import { errorText } from '../../../common/error-text.js';

/** Why the driver does not understand a connection string, without its secrets; `undefined` if it does. Connects to nothing. */
export function uriFault(uri: string): string | undefined {
  try {
    void new mongo.MongoClient(uri);
    return undefined;
  } catch (error) {
    return withoutCredentials(errorText(error), uri);
  }
}
