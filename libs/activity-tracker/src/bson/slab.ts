/** Pieces larger than this share of a slab get memory of their own, so that little is left over at its end. */
const LARGEST_SHARE = 1 / 8;

/**
 * Memory that many small pieces of bytes share, one behind the other: making a buffer for each costs more than filling it. A
 * piece is never given out again; a slab goes when the last of its pieces has gone.
 */
export class Slab {
  private memory: Buffer;
  private used = 0;

  /** @param size bytes */
  constructor(private readonly size: number) {
    this.memory = Buffer.allocUnsafeSlow(size);
  }

  /** A piece of so many bytes, with whatever was in that memory before. */
  take(bytes: number): Buffer {
    if (bytes > this.size * LARGEST_SHARE) return Buffer.allocUnsafeSlow(bytes);
    if (this.used + bytes > this.size) {
      this.memory = Buffer.allocUnsafeSlow(this.size);
      this.used = 0;
    }
    this.used += bytes;
    return this.memory.subarray(this.used - bytes, this.used);
  }
}
