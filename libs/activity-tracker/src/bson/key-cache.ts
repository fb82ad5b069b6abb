const LONGEST_KEY = 64;
const MAX_KEYS = 10_000;

export class KeyCache {
  private readonly known = new Map<string, Uint8Array>();

  /** `undefined` for keys that the driver rejects or treats specially. */
  of(key: string): Uint8Array | undefined {
    return this.known.get(key) ?? this.encode(key);
  }

  private encode(key: string): Uint8Array | undefined {
    if (key.includes('\0') || key === '_bsontype') return undefined;
    const bytes = new Uint8Array(Buffer.from(`${key}\0`));
    if (key.length > LONGEST_KEY) return bytes;
    if (this.known.size >= MAX_KEYS) this.known.clear();
    this.known.set(key, bytes);
    return bytes;
  }
}
