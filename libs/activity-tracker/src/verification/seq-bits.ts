const CHUNK = 4_096;
/** More numbers of a chunk take less memory as bits. */
const MOST_LISTED = 32;
const FULL = new Uint8Array(0);

/** Which numbers of a chunk are in the set, counted from 0: a list of few, else a bit for each. */
type Chunk = number[] | Uint8Array;

/** From `first` to `last`, both included. */
export interface Interval {
  first: number;
  last: number;
}

/**
 * A set of numbers from 1 on: a bit for each where some are missing, next to nothing where all are there, and a few bytes
 * for a number far from all others.
 */
export class SeqBits {
  private readonly chunks = new Map<number, Chunk>();
  private readonly counts = new Map<number, number>();
  last = 0;

  add(seq: number): boolean {
    const index = Math.floor((seq - 1) / CHUNK);
    const offset = (seq - 1) % CHUNK;
    const chunk = this.chunks.get(index);
    if (!chunk) this.chunks.set(index, [offset]);
    else if (has(chunk, offset)) return false;
    else if (chunk instanceof Uint8Array) this.addBit(index, chunk, offset);
    else if (chunk.push(offset) > MOST_LISTED) this.toBits(index, chunk);
    if (seq > this.last) this.last = seq;
    return true;
  }

  has(seq: number): boolean {
    const chunk = this.chunks.get(Math.floor((seq - 1) / CHUNK));
    return chunk !== undefined && has(chunk, (seq - 1) % CHUNK);
  }

  /** The lowest number; 0 if there is none. */
  get first(): number {
    let lowest = Infinity;
    for (const index of this.chunks.keys()) if (index < lowest) lowest = index;
    const chunk = this.chunks.get(lowest);
    if (!chunk) return 0;
    let offset = 0;
    while (!has(chunk, offset)) offset++;
    return lowest * CHUNK + offset + 1;
  }

  /** Numbers of an interval that are not in the set, ascending. */
  *holes(first: number, last: number): Generator<Interval, void, undefined> {
    let start = first;
    for (const index of [...this.chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.chunks.get(index)!;
      const base = index * CHUNK + 1;
      if (base + CHUNK - 1 < first) continue;
      if (base > last) break;
      if (chunk === FULL) {
        if (start < base) yield { first: start, last: base - 1 };
        start = Math.min(base + CHUNK, last + 1);
        continue;
      }
      for (const offset of offsetsIn(chunk)) {
        const seq = base + offset;
        if (seq < first) continue;
        if (seq > last) break;
        if (start < seq) yield { first: start, last: seq - 1 };
        start = seq + 1;
      }
    }
    if (start <= last) yield { first: start, last };
  }

  private toBits(index: number, listed: readonly number[]): void {
    const bits = new Uint8Array(CHUNK / 8);
    for (const offset of listed) bits[offset >> 3]! |= 1 << (offset & 7);
    this.chunks.set(index, bits);
    this.counts.set(index, listed.length);
  }

  private addBit(index: number, bits: Uint8Array, offset: number): void {
    bits[offset >> 3]! |= 1 << (offset & 7);
    const count = this.counts.get(index)! + 1;
    if (count < CHUNK) this.counts.set(index, count);
    else {
      this.chunks.set(index, FULL);
      this.counts.delete(index);
    }
  }
}

function has(chunk: Chunk, offset: number): boolean {
  if (!(chunk instanceof Uint8Array)) return chunk.includes(offset);
  return chunk === FULL || (chunk[offset >> 3]! & (1 << (offset & 7))) !== 0;
}

/** Ascending. */
function* offsetsIn(chunk: Chunk): Iterable<number> {
  if (!(chunk instanceof Uint8Array)) return yield* chunk.toSorted((a, b) => a - b);
  for (let offset = 0; offset < CHUNK; offset++) if (has(chunk, offset)) yield offset;
}
