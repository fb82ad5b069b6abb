/**
 * Non-negative integers, seven bits to a byte, the last byte below 128.
 * @throws RangeError for another value: infinity would never end
 */
export function writeVarint(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`must be an integer, 0 or more, got ${String(value)}`);
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

export function readVarint(bytes: Uint8Array, at: { offset: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[at.offset++] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
