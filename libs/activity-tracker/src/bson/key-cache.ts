const LONGEST_KEY = 64;
const MAX_KEYS = 10_000;

/** Keys as C strings: few, and the same in each record. */
export class KeyCache {
  private readonly known = new Map<string, Uint8Array>();

  /** With the NUL at the end; `undefined` for those at which the driver does something else, or refuses. */
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
