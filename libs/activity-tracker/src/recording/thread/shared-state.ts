import { Types } from 'mongoose';
import type { LifeState } from '../../sequence/life-state.js';

/** Int32 slots. */
const ASLEEP = 0;
const START_SETTLED = 2;
const DROPPED = 3;
const SHED = 4;
const BEATS = 5;
/** Which half of the counters is valid: a thread may end while it writes them. */
const HALF = 6;
const SLOTS = 8;

const ID_BYTES = 12;
const INSTANCE_AT = SLOTS * Int32Array.BYTES_PER_ELEMENT;
const START_ID_AT = INSTANCE_AT + ID_BYTES;
/** Number of the last record, as a Float64: a busy process passes 2^31 within weeks. */
const LAST_AT = START_ID_AT + ID_BYTES;
const COUNTERS_AT = LAST_AT + Float64Array.BYTES_PER_ELEMENT;

/** Counters that the reading thread keeps up to date for the other one. */
export const COUNTERS = [
  'stored',
  'duplicates',
  'rejected',
  'erased',
  'retries',
  'misconfigured',
  'full',
  'evicted',
  'shutdown',
  'late',
  'shed',
  'failed',
  /** Frames whose outcome the others include. */
  'settled',
] as const;

const COUNTERS_BYTES = COUNTERS.length * Float64Array.BYTES_PER_ELEMENT;

export type Counters = Record<(typeof COUNTERS)[number], number>;

/** State that both threads share, in addition to the frames. Outlives the reading thread. */
export class SharedState {
  private readonly ints: Int32Array;
  private readonly halves: readonly Float64Array[];

  constructor(readonly memory = new SharedArrayBuffer(COUNTERS_AT + 2 * COUNTERS_BYTES)) {
    this.ints = new Int32Array(memory, 0, SLOTS);
    this.halves = [0, COUNTERS_BYTES].map((at) => new Float64Array(memory, COUNTERS_AT + at, COUNTERS.length));
  }

  /** Changes while the reader works. */
  get beats(): number {
    return Atomics.load(this.ints, BEATS);
  }

  beat(): void {
    Atomics.add(this.ints, BEATS, 1);
  }

  /** Whether the reader is to be woken; it is told once. */
  takeSleeper(): boolean {
    return Atomics.load(this.ints, ASLEEP) === 1 && Atomics.exchange(this.ints, ASLEEP, 0) === 1;
  }

  set isAsleep(isAsleep: boolean) {
    Atomics.store(this.ints, ASLEEP, Number(isAsleep));
  }

  noteDropped(): void {
    Atomics.add(this.ints, DROPPED, 1);
  }

  noteShed(): void {
    Atomics.add(this.ints, SHED, 1);
  }

  /** Returns what the writer dropped and shed since the last call. */
  takeLosses(): { readonly dropped: number; readonly shed: number } {
    return { dropped: Atomics.exchange(this.ints, DROPPED, 0), shed: Atomics.exchange(this.ints, SHED, 0) };
  }

  read(): Counters {
    const counters = this.halves[Atomics.load(this.ints, HALF)]!;
    return Object.fromEntries(COUNTERS.map((name, index) => [name, counters[index]!])) as Counters;
  }

  publish(counters: Counters): void {
    const other = 1 - Atomics.load(this.ints, HALF);
    for (const [index, name] of COUNTERS.entries()) this.halves[other]![index] = counters[name];
    Atomics.store(this.ints, HALF, other);
  }

  /**
   * After the reader ended: it may have counted frames that it did not settle, and the next one will count them again, as stored by an
   * earlier attempt.
   * @param settled frames that it and those before it settled
   */
  correct(settled: number): void {
    const counters = this.read();
    const excess = counters.settled - settled;
    if (excess > 0) this.publish({ ...counters, stored: Math.max(0, counters.stored - excess), settled });
  }

  /** Call before the first thread reads. */
  begin({ instance, startId }: LifeState): void {
    const bytes = new Uint8Array(this.memory);
    bytes.set(instance.id, INSTANCE_AT);
    bytes.set(startId.id, START_ID_AT);
  }

  /** The numbers of the process's life, which the next thread continues. */
  life(): LifeState {
    const { ints } = this;
    const numbers = new Float64Array(this.memory, LAST_AT, 1);
    return {
      instance: this.idAt(INSTANCE_AT),
      startId: this.idAt(START_ID_AT),
      get last() {
        return numbers[0]!;
      },
      set last(last: number) {
        numbers[0] = last;
      },
      get isStartSettled() {
        return Atomics.load(ints, START_SETTLED) === 1;
      },
      set isStartSettled(isSettled: boolean) {
        Atomics.store(ints, START_SETTLED, Number(isSettled));
      },
    };
  }

  private idAt(at: number): Types.ObjectId {
    return new Types.ObjectId(Buffer.from(new Uint8Array(this.memory, at, ID_BYTES)));
  }
}
