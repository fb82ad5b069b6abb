import buffer from 'node:buffer';

const encoder = new TextEncoder();

/** UTF-16 units of the longest prefix of a text that takes at most so many bytes of UTF-8, between code points. */
export function unitsWithin(text: string, bytes: number): number {
  if (text.length * 3 <= bytes) return text.length;
  if (bytes <= 0) return 0;
  return encoder.encodeInto(text, new Uint8Array(Math.min(bytes, text.length * 3))).read;
}

/** Bytes from which the way by UTF-16 pays: it has a price for each call, and takes a tenth of the time for text that is not ASCII. */
const LONG = 512;

/** A text in UTF-8, as `toString` reads it: what is no UTF-8 becomes U+FFFD. */
export function textOfUtf8(bytes: Buffer): string {
  if (bytes.length < LONG) return bytes.toString('utf8');
  if (buffer.isAscii(bytes)) return bytes.toString('latin1');
  if (!hasIcu || !buffer.isUtf8(bytes)) return bytes.toString('utf8');
  return buffer.transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}

const hasIcu = typeof buffer.transcode === 'function';
