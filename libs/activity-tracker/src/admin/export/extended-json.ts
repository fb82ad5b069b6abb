import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';

const { EJSON } = mongo.BSON;
/** Beyond, relaxed Extended JSON writes milliseconds. */
const LAST_DATE = new Date(Date.UTC(10_000, 0));
const ESCAPED = /^％+24/u;

/** Gives back the record of a line in the format `ndjson`. @throws SyntaxError where it is no JSON */
export function parseRecord(line: string): ActivityLog {
  return withKeys(EJSON.parse(line, { relaxed: true }), unescaped) as ActivityLog;
}

/**
 * What `JSON.stringify` makes MongoDB's Extended JSON of, relaxed: `mongoimport` reads it, and so does {@link parseRecord},
 * which gives back an equal record. What a client calls `$oid` would be taken for a type, so a key that begins with `$`
 * begins with `％24` (U+FF05) instead.
 */
export function toExtendedJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $numberDouble: String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return mapArray(value);
  // The two that every record has, without the way through the driver, which takes longer than all the rest.
  if (value instanceof mongo.ObjectId) return { $oid: value.toHexString() };
  if (value instanceof Date && value.getTime() >= 0 && value < LAST_DATE) return { $date: value.toISOString() };
  if (value instanceof Date || '_bsontype' in value) return EJSON.serialize(value, { relaxed: true });
  return mapPlainObject(value as Record<string, unknown>);
}

/** The array itself where no item changes: most bodies are plain JSON already. */
function mapArray(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  // Not by entries(): a list of lists would make an array more for each of them.
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const mapped = toExtendedJson(item);
    if (!Object.is(mapped, item)) copy ??= items.slice(0, index);
    copy?.push(mapped);
  }
  return copy ?? items;
}

function mapPlainObject(object: Record<string, unknown>): object {
  let entries: [string, unknown][] | undefined;
  const keys = Object.keys(object);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    const name = escaped(key);
    const mapped = toExtendedJson(object[key]);
    if (name !== key || !Object.is(mapped, object[key]))
      entries ??= keys.slice(0, index).map((kept) => [kept, object[kept]]);
    entries?.push([name, mapped]);
  }
  // From entries and not by assignment: `__proto__` is a key like any other.
  return entries ? Object.fromEntries(entries) : object;
}

function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename));
  if (value === null || typeof value !== 'object' || value instanceof Date || '_bsontype' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), withKeys(item, rename)]));
}

/** A key as {@link toExtendedJson} writes it. */
export function escaped(key: string): string {
  if (key.startsWith('$')) return `％24${key.slice(1)}`;
  return ESCAPED.test(key) ? `％${key}` : key;
}

function unescaped(key: string): string {
  if (key.startsWith('％24')) return `$${key.slice(3)}`;
  return ESCAPED.test(key) ? key.slice(1) : key;
}
