import { mongo } from 'mongoose';
import type { ActivityLog } from './activity-log.js';
import { noteStoredBytes } from './stored-bytes.js';

const { EJSON } = mongo.BSON;
/** Relaxed Extended JSON writes later dates in milliseconds. */
const LAST_DATE = new Date(Date.UTC(10_000, 0));
const ESCAPED = /^％+24/u;

/** Last member of a line: BSON in base64 of a record whose keys are in an order that JSON does not keep. */
const STORED_FORM = /,"stored_bson":"([A-Za-z0-9+/]+={0,2})"\}$/;

/** Parses a line of the format `ndjson`. @throws SyntaxError for invalid JSON */
export function parseRecord(line: string): ActivityLog {
  const form = STORED_FORM.exec(line);
  const shown = form ? `${line.slice(0, form.index)}}` : line;
  const record = withKeys(EJSON.parse(shown, { relaxed: true }), unescaped) as ActivityLog;
  const stored = form && Buffer.from(form[1]!, 'base64');
  // Else the text would show something other than what is verified.
  if (stored && lineOf(stored) === shown) noteStoredBytes(record, stored);
  return record;
}

export const withStoredForm = (line: string, stored: Uint8Array): string =>
  `${line.slice(0, -1)},"stored_bson":"${Buffer.from(stored).toString('base64')}"}`;

function lineOf(stored: Uint8Array): string | undefined {
  try {
    return JSON.stringify(toExtendedJson(mongo.BSON.deserialize(stored)));
  } catch {
    return undefined;
  }
}

/**
 * Relaxed Extended JSON of MongoDB, which `mongoimport` reads and {@link parseRecord} reverses.
 * A leading `$` of a key becomes `％24` (U+FF05): a client's `$oid` would be read as a type.
 */
export function toExtendedJson(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $numberDouble: Object.is(value, -0) ? '-0.0' : String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return mapArray(value);
  // The two types of every record, without the slow way through the driver.
  if (value instanceof mongo.ObjectId) return { $oid: value.toHexString() };
  if (value instanceof Date && value.getTime() >= 0 && value < LAST_DATE) return { $date: value.toISOString() };
  if (value instanceof Date || '_bsontype' in value) return EJSON.serialize(value, { relaxed: true });
  return mapPlainObject(value as Record<string, unknown>);
}

/** Returns the same array if no item changes: most bodies are plain JSON. */
function mapArray(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  // Not entries(), which creates an array for each item.
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
  // From entries, because assigning `__proto__` would set the prototype.
  return entries ? Object.fromEntries(entries) : object;
}

function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename));
  if (value === null || typeof value !== 'object' || value instanceof Date || '_bsontype' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), withKeys(item, rename)]));
}

export function escaped(key: string): string {
  if (key.startsWith('$')) return `％24${key.slice(1)}`;
  return ESCAPED.test(key) ? `％${key}` : key;
}

function unescaped(key: string): string {
  if (key.startsWith('％24')) return `$${key.slice(3)}`;
  return ESCAPED.test(key) ? key.slice(1) : key;
}
