const INITIAL_BYTES = 128;
const BITS = 8;

/** Documents of one file by their position: a bit for each. */
export class DocumentSet {
  private bits = new Uint8Array(INITIAL_BYTES);

  add(index: number): void {
    const at = Math.floor(index / BITS);
    if (at >= this.bits.length) {
      const longer = new Uint8Array(Math.max(this.bits.length * 2, at + 1));
      longer.set(this.bits);
      this.bits = longer;
    }
    this.bits[at]! |= 1 << (index % BITS);
  }

  has(index: number): boolean {
    return ((this.bits[Math.floor(index / BITS)] ?? 0) & (1 << (index % BITS))) !== 0;
  }
}
