import { mongo } from 'mongoose';

/** An object that is neither a date nor a type of BSON. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

/** Where a value stands: the keys that lead to it, without those of arrays. */
export type Path = readonly string[];

/** What becomes of the leaves and keys of a value. */
export interface Replacement {
  leaf(value: unknown, path: Path): unknown;
  key(key: string, path: Path): string;
}

/** A copy with everything replaced; the value itself where nothing was. */
export function replaceIn(value: unknown, how: Replacement, path: Path = []): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => replaceIn(item, how, path));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isPlainObject(value)) return how.leaf(value, path);
  let changed = false;
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const name = how.key(key, path);
    const replaced = replaceIn(item, how, [...path, key]);
    changed ||= name !== key || replaced !== item;
    entries.set(entries.has(name) ? numbered(name, entries) : name, replaced);
  }
  // From entries and not by assignment: `__proto__` is a key like any other.
  return changed ? Object.fromEntries(entries) : value;
}

/** Two keys that became the same marker are still two. */
function numbered(name: string, taken: ReadonlyMap<string, unknown>): string {
  let number = 2;
  while (taken.has(`${name} ${number}`)) number++;
  return `${name} ${number}`;
}

/** A text or a number as text, also in the types that BSON has for them; `undefined` for anything else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof mongo.ObjectId) return value.toHexString();
  return value instanceof mongo.Long ? value.toString() : undefined;
}
