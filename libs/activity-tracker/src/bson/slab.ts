/** Larger pieces get separate memory, to waste little at the end of a slab. */
const LARGEST_SHARE = 1 / 8;

/** A buffer per small piece costs more than filling it. Pieces are not reused; a slab is freed with its last piece. */
export class Slab {
  private memory: Buffer;
  private used = 0;

  constructor(private readonly size: number) {
    this.memory = Buffer.allocUnsafeSlow(size);
  }

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
