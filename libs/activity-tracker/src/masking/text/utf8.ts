const encoder = new TextEncoder();

/** UTF-16 units of the longest prefix of a text that takes at most so many bytes of UTF-8, between code points. */
export function unitsWithin(text: string, bytes: number): number {
  if (text.length * 3 <= bytes) return text.length;
  if (bytes <= 0) return 0;
  return encoder.encodeInto(text, new Uint8Array(Math.min(bytes, text.length * 3))).read;
}
