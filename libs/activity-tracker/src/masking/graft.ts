import { escapeKey, setOwn } from './values/bson-safe.js';
import { FILTERED } from './values/markers.js';

/**
 * The stored value with the masks of its masked copy. Types that the copy replaced, and keys that it escaped, stay as they
 * are stored. Returns the stored value itself if it has nothing to mask.
 */
export function graft(stored: unknown, masked: unknown): unknown {
  if (Object.is(stored, masked) || masked === FILTERED) return masked;
  if (Array.isArray(stored) && Array.isArray(masked)) return graftItems(stored, masked);
  if (isPlain(stored) && isPlain(masked)) return graftFields(stored, masked);
  // A marker stands for a text or a whole object.
  const isReplaced =
    typeof masked === 'string' && (typeof stored === 'string' || isPlain(stored) || Array.isArray(stored));
  return isReplaced ? masked : stored;
}

function graftItems(stored: readonly unknown[], masked: readonly unknown[]): unknown {
  const items = masked.map((item, index) => graft(stored[index] ?? null, item));
  const isSame = items.length === stored.length && items.every((item, index) => Object.is(item, stored[index] ?? null));
  return isSame ? stored : items;
}

function graftFields(stored: Record<string, unknown>, masked: Record<string, unknown>): unknown {
  const fields: Record<string, unknown> = {};
  const added = new Set(Object.keys(masked));
  let isSame = true;
  for (const [key, value] of Object.entries(stored)) {
    const written = Object.hasOwn(masked, key) ? key : escapeKey(key);
    if (!added.delete(written)) {
      isSame = false;
      continue;
    }
    const grafted = graft(value, masked[written]);
    isSame &&= Object.is(grafted, value);
    setOwn(fields, key, grafted);
  }
  // Keys that were secrets themselves, and the number of those that were cut.
  for (const key of added) setOwn(fields, key, masked[key]);
  return isSame && added.size === 0 ? stored : fields;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || '_bsontype' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether two texts are JSON of one value, written in two ways. */
export function isSameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}
