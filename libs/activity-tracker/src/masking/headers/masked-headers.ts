import { EncodedElements } from '../../bson/encoded-part.js';
import { setOwn } from '../values/bson-safe.js';

const STRING = 2;
/** The length of a document, or of a string, is a number of so many bytes. */
const LENGTH_BYTES = 4;

export class MaskedHeaders {
  private readonly names: string[] = [];
  private readonly values: unknown[] = [];
  private readonly elements: Uint8Array[] = [];

  /** @param element the header as BSON; without it, all become a value */
  add(name: string, value: unknown, element?: Uint8Array): void {
    this.names.push(name);
    this.values.push(value);
    if (element) this.elements.push(element);
  }

  get value(): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    this.names.forEach((name, index) => setOwn(fields, name, this.values[index]));
    return fields;
  }

  get encoded(): EncodedElements | undefined {
    return this.elements.length < this.names.length ? undefined : new EncodedElements(this.elements);
  }

  hasText(isSuch: (text: string) => boolean): boolean {
    return this.names.some(isSuch) || this.values.some((value) => typeof value === 'string' && isSuch(value));
  }
}

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
