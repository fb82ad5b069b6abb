import { EncodedPart } from '../record/encoded-part.js';
import { setOwn } from './bson-safe.js';

/** Of the specification of BSON. */
const STRING = 2;
/** The length of a document, or of a string, is a number of so many bytes. */
const LENGTH_BYTES = 4;

/** Headers as they are being masked, one after the other. */
export class MaskedHeaders {
  /** What may hold something that was masked elsewhere: names, and values that are texts. */
  readonly texts: string[] = [];
  private readonly names: string[] = [];
  private readonly values: unknown[] = [];
  private readonly elements: Uint8Array[] = [];

  /** @param element the header as BSON; without it, all become a value */
  add(name: string, value: unknown, element?: Uint8Array): void {
    this.names.push(name);
    this.values.push(value);
    if (element) this.elements.push(element);
    this.texts.push(name);
    if (typeof value === 'string') this.texts.push(value);
  }

  get value(): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    this.names.forEach((name, index) => setOwn(fields, name, this.values[index]));
    return fields;
  }

  /** As BSON, where each is a text. */
  get encoded(): EncodedPart | undefined {
    const { elements } = this;
    if (elements.length < this.names.length) return undefined;
    let size = LENGTH_BYTES + 1;
    for (const element of elements) size += element.length;
    const bytes = Buffer.allocUnsafe(size);
    bytes.writeInt32LE(size);
    let at = LENGTH_BYTES;
    for (const element of elements) {
      bytes.set(element, at);
      at += element.length;
    }
    bytes[at] = 0;
    return new EncodedPart(bytes, false);
  }
}

/** An element of a BSON document that holds a text. */
export function elementOf(name: string, text: string): Uint8Array {
  const nameBytes = Buffer.byteLength(name);
  const textBytes = Buffer.byteLength(text);
  const lengthAt = 1 + nameBytes + 1;
  const bytes = Buffer.alloc(lengthAt + LENGTH_BYTES + textBytes + 1);
  bytes[0] = STRING;
  bytes.write(name, 1);
  bytes.writeInt32LE(textBytes + 1, lengthAt);
  bytes.write(text, lengthAt + LENGTH_BYTES);
  return bytes;
}
