import type { ActivityUserId } from '../record/activity-log.js';

/** Strings that a forgetful template or serialiser makes of "nobody". */
const NOBODY = new Set(['', 'undefined', 'null', 'NaN']);
/** Half a character: stored as U+FFFD, so that two such users would be one. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A user's id with its type kept: a string or a safe integer stays what it is, an ObjectId or BigInt becomes a string,
 * anything else (an object, an array, a fraction) is nobody.
 */
export function userId(value: unknown): ActivityUserId | undefined {
  switch (typeof value) {
    case 'string':
      return NOBODY.has(value) || LONE_SURROGATE.test(value) ? undefined : value;
    case 'number':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'bigint':
      return value.toString();
    case 'object':
      return isObjectId(value) ? value.toHexString() : undefined;
    default:
      return undefined;
  }
}

/** Of whichever bson version the host has. */
function isObjectId(value: object | null): value is { toHexString(): string } {
  return (
    value !== null &&
    (value as { _bsontype?: unknown })._bsontype === 'ObjectId' &&
    typeof (value as { toHexString?: unknown }).toHexString === 'function'
  );
}
