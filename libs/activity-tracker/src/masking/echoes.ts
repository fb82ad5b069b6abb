import { setOwn } from './bson-safe.js';
import { FILTERED, TRUNCATED_DEPTH } from './markers.js';
import type { RememberedValues } from './remembered-values.js';

/** Deeper than any copy of ours. */
const MAX_DEPTH = 128;

/** Replaces remembered values in our own copy, in place: strings, equal numbers, keys. */
export function replaceEchoes(value: unknown, remembered: RememberedValues, depth = 0): unknown {
  if (typeof value === 'string') return remembered.replaceIn(value);
  if (typeof value === 'number') return remembered.hasNumber(value) ? FILTERED : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return TRUNCATED_DEPTH;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const replaced = replaceEchoes(item, remembered, depth + 1);
      if (replaced !== item) value[index] = replaced;
    }
  } else if (isPlain(value)) {
    replaceInFields(value, remembered, depth);
  }
  return value;
}

/** Dates and ids stay: they are ours, and hold no text. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function replaceInFields(fields: Record<string, unknown>, remembered: RememberedValues, depth: number): void {
  const keys = Object.keys(fields);
  let renamed = false;
  for (const key of keys) {
    const field = fields[key];
    const replaced = replaceEchoes(field, remembered, depth + 1);
    if (replaced !== field) setOwn(fields, key, replaced);
    renamed ||= remembered.replaceIn(key) !== key;
  }
  if (!renamed) return;
  // All are set anew, so that their order stays.
  const values = keys.map((key) => fields[key]);
  for (const key of keys) delete fields[key];
  keys.forEach((key, index) => setOwn(fields, remembered.replaceIn(key), values[index]));
}
