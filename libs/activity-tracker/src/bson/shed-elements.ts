import { mongo } from 'mongoose';
import { LEAST_SHED_BYTES, type PressureMarker, SHED_FIELDS } from './shed-bodies.js';
import { LENGTH_BYTES, valueSize } from './value-size.js';

const END = Uint8Array.of(0);

const SHED_KEYS = SHED_FIELDS.map((name) => ({ name, key: Buffer.from(name) }));

/** Reads top-level elements only. `undefined` if no body is large enough or an element has an unknown type. */
export function withoutBodyElements(document: Buffer, marker: PressureMarker): Buffer | undefined {
  const parts: Uint8Array[] = [Buffer.alloc(LENGTH_BYTES)];
  let kept = LENGTH_BYTES;
  let at = LENGTH_BYTES;
  while (document[at] !== 0) {
    const keyEnd = document.indexOf(0, at + 1);
    const size = valueSize(document, document[at]!, keyEnd + 1);
    if (keyEnd < 0 || size === undefined) return undefined;
    const end = keyEnd + 1 + size;
    const shed = size >= LEAST_SHED_BYTES && SHED_KEYS.find(({ key }) => isAt(document, at + 1, keyEnd, key));
    if (shed) {
      parts.push(document.subarray(kept, at), element(shed.name, marker(size)));
      kept = end;
    }
    at = end;
  }
  if (kept === LENGTH_BYTES) return undefined;
  parts.push(document.subarray(kept, at), END);
  const copy = joined(parts);
  copy.writeInt32LE(copy.length);
  return copy;
}

/** `Buffer.concat` would allocate from Node's pool, of which each record would retain 8 KiB. */
function joined(parts: readonly Uint8Array[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const isAt = (document: Buffer, start: number, end: number, key: Buffer): boolean =>
  end - start === key.length && document.compare(key, 0, key.length, start, end) === 0;

const element = (name: string, value: unknown): Uint8Array =>
  mongo.BSON.serialize({ [name]: value }).subarray(LENGTH_BYTES, -1);
