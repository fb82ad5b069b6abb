import type { ActivityLog } from '../../../record/activity-log.js';
import type { Pace } from '../../../storage/pace.js';
import { isLarge, largeMember, piecesOf } from '../../../storage/pieces.js';
import type { ActivityQuery } from '../activity-query.js';

/** Record fields that words are searched in. */
export const SEARCHED_FIELDS = ['api', 'headers', 'body', 'response'] as const satisfies readonly (keyof ActivityLog)[];

/** Masking limits captured values to this depth. */
const MAX_DEPTH = 64;

/** Searches a large record in pieces and pauses after each. */
export type TextMatcher = (record: ActivityLog, pace: Pace) => boolean | Promise<boolean>;

/** A phrase must match within one URL, key or value. Tested record by record: MongoDB cannot search all values. */
export function textMatcher({ conditions }: ActivityQuery): TextMatcher | undefined {
  const asked = conditions
    .filter(({ field }) => field === 'text')
    .map(({ negated, terms }) => ({
      negated,
      phrases: terms.flatMap((term) => (term.operator === 'equals' ? [String(term.value).toLowerCase()] : [])),
    }));
  if (asked.length === 0) return undefined;
  return (record, pace) => {
    if (SEARCHED_FIELDS.some((field) => isLarge(record[field]))) return matchesInPieces(record, asked, pace);
    return asked.every(({ negated, phrases }) => {
      const found = SEARCHED_FIELDS.some((field) => holds(record[field], phrases, 0));
      return found !== negated;
    });
  };
}

interface Asked {
  readonly negated: boolean;
  readonly phrases: readonly string[];
}

async function matchesInPieces(record: ActivityLog, asked: readonly Asked[], pace: Pace): Promise<boolean> {
  for (const { negated, phrases } of asked) {
    let found = false;
    for (const field of SEARCHED_FIELDS) found ||= await holdsInPieces(record[field], phrases, pace);
    if (found === negated) return false;
  }
  return true;
}

async function holdsInPieces(value: unknown, phrases: readonly string[], pace: Pace): Promise<boolean> {
  if (!isLarge(value)) return holds(value, phrases, 0);
  for (const piece of piecesOf(value)) {
    const large = largeMember(piece);
    const found = large
      ? (!Array.isArray(value) && holds(large.key, phrases, 0)) || (await holdsInPieces(large.member, phrases, pace))
      : holds(piece, phrases, 0);
    if (found) return true;
    await pace.spend();
  }
  return false;
}

function holds(value: unknown, phrases: readonly string[], depth: number): boolean {
  if (typeof value === 'string') {
    const text = value.toLowerCase();
    return phrases.some((phrase) => text.includes(phrase));
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return holds(String(value), phrases, depth);
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((item) => holds(item, phrases, depth + 1));
  if (value instanceof Date) return holds(value.toISOString(), phrases, depth);
  // BSON numbers and ids.
  if ('_bsontype' in value) return holds((value as { toString(): string }).toString(), phrases, depth);
  // Not entries(): an object with thousands of keys would create as many arrays.
  return Object.keys(value).some(
    (key) => holds(key, phrases, depth) || holds((value as Record<string, unknown>)[key], phrases, depth + 1),
  );
}
