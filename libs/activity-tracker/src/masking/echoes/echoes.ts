import { setOwn } from '../values/bson-safe.js';
import { type EchoPlace, placeOfKey } from './echo-places.js';
import { TRUNCATED_DEPTH, TRUNCATED_WORK } from '../values/markers.js';
import type { RememberedValues } from './remembered-values.js';

/** Above the depth of any masked copy. */
const MAX_DEPTH = 128;

export type PlaceOf = (name: string) => EchoPlace;

/**
 * Replaces in our own copy, in place, what counts as a secret where it stands: in strings and keys. Numbers stay.
 *
 * @param name of the value; a list passes its name to its items
 */
export function replaceEchoesInPlace(
  value: unknown,
  remembered: RememberedValues,
  placeOf: PlaceOf = placeOfKey,
  name = '',
  depth = 0,
): unknown {
  if (typeof value === 'string') {
    if (!remembered.mayBeIn(value)) return value;
    remembered.notePlace();
    return remembered.replaceShown(value, placeOf(name));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (remembered.isExhausted) return TRUNCATED_WORK;
  if (depth > MAX_DEPTH) return TRUNCATED_DEPTH;
  if (Array.isArray(value)) {
    remembered.noteSearch();
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const replaced = replaceEchoesInPlace(item, remembered, placeOf, name, depth + 1);
      if (replaced !== item) value[index] = replaced;
    }
  } else if (isPlain(value)) {
    return replaceInFields(value, remembered, placeOf, depth) ? value : TRUNCATED_WORK;
  }
  return value;
}

/** The same for a request target: each parameter of its query, and its path unless a route matched it. */
export function replaceEchoesInTarget(target: string, remembered: RememberedValues, isMatched: boolean): string {
  if (!remembered.mayBeIn(target)) return target;
  const queryStart = target.indexOf('?');
  const path = queryStart < 0 ? target : target.slice(0, queryStart);
  const safePath = isMatched ? path : remembered.replaceIn(path, 'url');
  if (queryStart < 0) return safePath;
  const parameters = target.slice(queryStart + 1).split('&');
  return `${safePath}?${parameters.map((parameter) => replaceInParameter(parameter, remembered)).join('&')}`;
}

function replaceInParameter(parameter: string, remembered: RememberedValues): string {
  if (!remembered.mayBeIn(parameter)) return parameter;
  const equals = parameter.indexOf('=');
  if (equals < 0) return remembered.replaceIn(parameter, 'url');
  const [name, value] = [parameter.slice(0, equals), parameter.slice(equals + 1)];
  return `${remembered.replaceIn(name, 'url')}=${remembered.replaceIn(value, 'url')}`;
}

/** Dates and ids stay: they are ours, and hold no text. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** False where the work runs out on the way. */
function replaceInFields(
  fields: Record<string, unknown>,
  remembered: RememberedValues,
  placeOf: PlaceOf,
  depth: number,
): boolean {
  const keys = Object.keys(fields);
  remembered.noteSearch();
  let renames: Map<string, string> | undefined;
  for (const key of keys) {
    if (remembered.isExhausted) return false;
    remembered.noteKey();
    const field = fields[key];
    const holdsText = typeof field === 'string' || typeof field === 'object';
    const replaced = holdsText ? replaceEchoesInPlace(field, remembered, placeOf, key, depth + 1) : field;
    if (replaced !== field) setOwn(fields, key, replaced);
    const written = remembered.replaceIn(key, 'field');
    if (written !== key) (renames ??= new Map()).set(key, written);
  }
  if (!renames) return true;
  // Set all of them again, to keep their order.
  const values = keys.map((key) => fields[key]);
  for (const key of keys) delete fields[key];
  for (const [index, key] of keys.entries()) setOwn(fields, renames.get(key) ?? key, values[index]);
  return true;
}
