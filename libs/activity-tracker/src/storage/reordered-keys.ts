import { TYPE_ARRAY, TYPE_DOCUMENT } from '../bson/bson-bytes.js';
import { LENGTH_BYTES, valueSize } from '../bson/value-size.js';

/** JavaScript sorts such keys, and no others. */
const INDEX = /^(?:0|[1-9]\d{0,9})$/;
const MOST = 2 ** 32 - 2;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

/**
 * Whether JavaScript, and so JSON, has keys of the document in another order: numbers come first there, ascending.
 * @param document BSON; true also for types that records never have
 */
export function hasReorderedKeys(document: Buffer, start = 0, isArray = false): boolean {
  const end = start + document.readInt32LE(start) - 1;
  let isBehindName = false;
  let last = -1;
  for (let at = start + LENGTH_BYTES; at < end;) {
    const type = document[at]!;
    const keyEnd = document.indexOf(0, at + 1);
    if (keyEnd < 0) return true;
    const size = valueSize(document, type, keyEnd + 1);
    if (size === undefined || size < 0) return true;
    if (!isArray) {
      const number = indexAt(document, at + 1, keyEnd);
      if (number === undefined) isBehindName = true;
      else if (isBehindName || number < last) return true;
      else last = number;
    }
    if ((type === TYPE_DOCUMENT || type === TYPE_ARRAY) && hasReorderedKeys(document, keyEnd + 1, type === TYPE_ARRAY))
      return true;
    at = keyEnd + 1 + size;
  }
  return false;
}

function indexAt(document: Buffer, from: number, to: number): number | undefined {
  const first = document[from]!;
  if (first < DIGIT_0 || first > DIGIT_9) return undefined;
  const key = document.toString('latin1', from, to);
  return INDEX.test(key) && Number(key) <= MOST ? Number(key) : undefined;
}
