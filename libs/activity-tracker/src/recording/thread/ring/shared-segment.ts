/** Int32 slots at the beginning of a segment. */
const WRITTEN = 0;
const FRAMES = 1;
const SETTLED = 2;
const SEALED = 3;
const USES = 4;
const SLOTS = 6;

export const SEGMENT_HEAD_BYTES = SLOTS * Int32Array.BYTES_PER_ELEMENT;

/** A piece of shared memory with frames one behind the other: one thread appends, another reads and settles them. */
export class SharedSegment {
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
  readonly bytes: Buffer;
  /**
   * As large, and never touched, so that it takes no memory: V8 decides by the memory of a heap when to collect, and does not count
   * shared memory. Without it a segment that was freed stays.
   */
  readonly counted: ArrayBuffer;

  constructor(
    readonly id: number,
    readonly memory: SharedArrayBuffer,
  ) {
    this.ints = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
    this.bytes = Buffer.from(memory);
    this.counted = new ArrayBuffer(memory.byteLength);
  }

  /** Where the next frame begins. */
  get end(): number {
    return Atomics.load(this.ints, WRITTEN) || SEGMENT_HEAD_BYTES;
  }

  get room(): number {
    return this.bytes.length - this.end;
  }

  /** The reader sees the frame from now on. */
  commit(bytes: number): void {
    Atomics.add(this.ints, FRAMES, 1);
    Atomics.store(this.ints, WRITTEN, this.end + bytes);
  }

  /** No frame follows. */
  seal(): void {
    Atomics.store(this.ints, SEALED, 1);
  }

  settle(): void {
    Atomics.add(this.ints, SETTLED, 1);
  }

  settledAre(count: number): void {
    Atomics.store(this.ints, SETTLED, count);
  }

  /** Overwrites all frames; no thread may read them. */
  abandon(): void {
    this.bytes.fill(0, SEGMENT_HEAD_BYTES);
    Atomics.store(this.ints, SETTLED, Atomics.load(this.ints, FRAMES));
  }

  /** Frames that are not stored or given up. */
  get unsettled(): number {
    return Atomics.load(this.ints, FRAMES) - Atomics.load(this.ints, SETTLED);
  }

  /** Sealed, and all its frames are settled. */
  get isDone(): boolean {
    return Atomics.load(this.ints, SEALED) === 1 && this.unsettled === 0;
  }

  /** How often it was used. A reader that is late sees by it that its frames are gone. */
  get uses(): number {
    return Atomics.load(this.ints, USES);
  }

  reset(): void {
    Atomics.add(this.ints, USES, 1);
    for (const slot of [WRITTEN, FRAMES, SETTLED, SEALED]) Atomics.store(this.ints, slot, 0);
  }
}
