import { mongo } from 'mongoose';

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

export type Path = readonly string[];

export interface Replacement {
  leaf(value: unknown, path: Path): unknown;
  key(key: string, path: Path): string;
}

/** Returns a copy with replacements, or the same value if nothing changed. */
export function replaceIn(value: unknown, how: Replacement, path: Path = []): unknown {
  return replaceAt(value, how, [...path]);
}

/** @param path modified during the walk and restored: a copy for each key would dominate the cost */
function replaceAt(value: unknown, how: Replacement, path: string[]): unknown {
  if (Array.isArray(value)) return replaceInArray(value, how, path);
  if (!isPlainObject(value)) return how.leaf(value, path);
  // Created at the first change: most records have none.
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
  // From entries, because assigning `__proto__` would set the prototype.
  return entries ? Object.fromEntries(entries) : value;
}

function replaceInArray(items: readonly unknown[], how: Replacement, path: string[]): unknown {
  let copy: unknown[] | undefined;
  // Not entries(), which creates an array for each item.
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const replaced = replaceAt(item, how, path);
    if (!Object.is(replaced, item)) copy ??= items.slice(0, index);
    copy?.push(replaced);
  }
  return copy ?? items;
}

/** Keeps two keys apart that became the same marker. */
function numbered(name: string, taken: ReadonlyMap<string, unknown>): string {
  let number = 2;
  while (taken.has(`${name} ${number}`)) number++;
  return `${name} ${number}`;
}

/** A string or number as text, BSON types included; `undefined` for other values. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof mongo.ObjectId) return value.toHexString();
  return value instanceof mongo.Long ? value.toString() : undefined;
}
