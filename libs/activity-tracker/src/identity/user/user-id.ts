import type { ActivityUserId } from '../../record/activity-log.js';
import { bsonIdText } from './bson-id.js';

/** Strings that templates and serializers produce for a missing id. */
const MISSING_IDS = new Set(['', 'undefined', 'null', 'NaN']);
/** Stored as U+FFFD, which would merge two users. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Keeps strings and safe integers, converts BigInts and BSON ids to text; `undefined` for any other value. */
export function userId(value: unknown): ActivityUserId | undefined {
  switch (typeof value) {
    case 'string':
      return usable(value);
    case 'number':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'bigint':
      return value.toString();
    case 'object':
      return usable(bsonIdText(value));
    default:
      return undefined;
  }
}

function usable(text: string | undefined): string | undefined {
  return text === undefined || MISSING_IDS.has(text) || LONE_SURROGATE.test(text) ? undefined : text;
}
