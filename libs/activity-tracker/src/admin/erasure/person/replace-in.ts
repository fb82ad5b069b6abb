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
  return replaceAt(value, how, [...path]);
}

/** @param path changed on the way and restored: a copy for each key would cost more than all the rest */
function replaceAt(value: unknown, how: Replacement, path: string[]): unknown {
  if (Array.isArray(value)) return replaceInArray(value, how, path);
  if (!isPlainObject(value)) return how.leaf(value, path);
  // Made at the first change: most records have none.
  let entries: Map<string, unknown> | undefined;
  const keys = Object.keys(value);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    const item = value[key];
    const name = how.key(key, path);
    path.push(key);
    const replaced = replaceAt(item, how, path);
    path.pop();
    if (name !== key || !Object.is(replaced, item))
      entries ??= new Map(keys.slice(0, index).map((kept) => [kept, value[kept]]));
    entries?.set(entries.has(name) ? numbered(name, entries) : name, replaced);
  }
  // From entries and not by assignment: `__proto__` is a key like any other.
  return entries ? Object.fromEntries(entries) : value;
}

function replaceInArray(items: readonly unknown[], how: Replacement, path: string[]): unknown {
  let copy: unknown[] | undefined;
  // Not by entries(): a list of lists would make an array more for each of them.
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const replaced = replaceAt(item, how, path);
    if (!Object.is(replaced, item)) copy ??= items.slice(0, index);
    copy?.push(replaced);
  }
  return copy ?? items;
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
