import type { ActivityUserId } from '../../record/activity-log.js';
import { bsonIdText } from './bson-id.js';

/** Strings that a forgetful template or serializer makes of "nobody". */
const NOBODY = new Set(['', 'undefined', 'null', 'NaN']);
/** Half a character: stored as U+FFFD, so that two such users would be one. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A user's id with its type kept: a string or a safe integer stays the same, a BigInt and every kind of BSON id become
 * text, and anything else (another object, an array, a fraction) gives `undefined`.
 */
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
  return text === undefined || NOBODY.has(text) || LONE_SURROGATE.test(text) ? undefined : text;
}
