const CHUNK = 4_096;
const FULL = new Uint8Array(0);

/** From `first` to `last`, both included. */
export interface Interval {
  first: number;
  last: number;
}

/** A set of numbers from 1 on: a bit for each where some are missing, next to nothing where all are there. */
export class SeqBits {
  private readonly chunks = new Map<number, Uint8Array>();
  private readonly counts = new Map<number, number>();
  last = 0;

  /** False if it is in the set already. */
  add(seq: number): boolean {
    const index = Math.floor((seq - 1) / CHUNK);
    const bit = (seq - 1) % CHUNK;
    let chunk = this.chunks.get(index);
    if (chunk === FULL) return false;
    if (!chunk) this.chunks.set(index, (chunk = new Uint8Array(CHUNK / 8)));
    const mask = 1 << (bit & 7);
    if (chunk[bit >> 3]! & mask) return false;
    chunk[bit >> 3]! |= mask;
    const count = (this.counts.get(index) ?? 0) + 1;
    if (count === CHUNK) {
      this.chunks.set(index, FULL);
      this.counts.delete(index);
    } else this.counts.set(index, count);
    if (seq > this.last) this.last = seq;
    return true;
  }

  has(seq: number): boolean {
    const chunk = this.chunks.get(Math.floor((seq - 1) / CHUNK));
    return chunk === FULL || hasBit(chunk, (seq - 1) % CHUNK);
  }

  /** The lowest number; 0 if there is none. */
  get first(): number {
    const index = Math.min(...this.chunks.keys());
    const chunk = this.chunks.get(index);
    if (!chunk) return 0;
    let bit = 0;
    while (chunk !== FULL && !hasBit(chunk, bit)) bit++;
    return index * CHUNK + bit + 1;
  }

  /** Numbers of an interval that are not in the set, ascending. */
  *holes(first: number, last: number): Generator<Interval, void, undefined> {
    let start = first;
    for (const index of [...this.chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.chunks.get(index)!;
      const base = index * CHUNK + 1;
      if (base + CHUNK - 1 < first) continue;
      if (base > last) break;
      for (let bit = 0; bit < CHUNK && base + bit <= last; bit++) {
        const seq = base + bit;
        if (seq < first) continue;
        if (chunk !== FULL && !hasBit(chunk, bit)) continue;
        if (start < seq) yield { first: start, last: seq - 1 };
        start = seq + 1;
        if (chunk === FULL) {
          start = Math.min(base + CHUNK, last + 1);
          break;
        }
      }
    }
    if (start <= last) yield { first: start, last };
  }
}

const hasBit = (chunk: Uint8Array | undefined, bit: number): boolean =>
  chunk !== undefined && (chunk[bit >> 3]! & (1 << (bit & 7))) !== 0;
