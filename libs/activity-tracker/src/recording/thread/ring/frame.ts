import type { SharedSegment } from './shared-segment.js';

/** Int32 slots of a frame's head. */
const LENGTH = 0;
const STATE = 1;
const KIND = 2;
const FLAGS = 3;
const SEQ = 4;
const ATTEMPTS = 5;
const TICKET = 6;
/** How often the number of the record passed 2^32. */
const SEQ_HIGH = 7;
const SLOTS = 10;

const INT_BYTES = Int32Array.BYTES_PER_ELEMENT;
const ID_BYTES = 12;

/** Bytes before the content: slots and the id of the record. */
export const FRAME_HEAD_BYTES = 56;
export const FRAME_ALIGNMENT = 8;

export const mostFrameBytes = (contentBytes: number): number => FRAME_HEAD_BYTES + contentBytes + FRAME_ALIGNMENT;

const ID_AT = SLOTS * INT_BYTES;

export const EXCHANGE_FRAME = 1;
export const RECORD_FRAME = 2;

/** The record is sent back, for listeners. */
export const IS_TOLD = 1;
/** Its bodies were left out for want of room. */
export const IS_SHED = 2;

const BEING_BUILT = 1;
const QUEUED = 2;
const SETTLED = 3;

/** An entry of a segment: an exchange, or a finished record. */
export class Frame {
  private readonly slot: number;

  constructor(
    readonly segment: SharedSegment,
    readonly at: number,
  ) {
    this.slot = at / INT_BYTES;
  }

  /** @param ticket names the frame in messages between the threads */
  begin(kind: number, flags: number, ticket: number, id: Uint8Array): void {
    const { ints, bytes } = this.segment;
    const { slot } = this;
    for (let index = 0; index < SLOTS; index++) ints[slot + index] = 0;
    ints[slot + KIND] = kind;
    ints[slot + FLAGS] = flags;
    ints[slot + TICKET] = ticket;
    for (let index = 0; index < ID_BYTES; index++) bytes[this.at + ID_AT + index] = id[index]!;
  }

  /** @param contentBytes behind the head @returns bytes of the whole frame */
  end(contentBytes: number): number {
    const length = Math.ceil((FRAME_HEAD_BYTES + contentBytes) / FRAME_ALIGNMENT) * FRAME_ALIGNMENT;
    this.segment.ints[this.slot + LENGTH] = length;
    return length;
  }

  get length(): number {
    return this.segment.ints[this.slot + LENGTH]!;
  }

  get contentAt(): number {
    return this.at + FRAME_HEAD_BYTES;
  }

  get kind(): number {
    return this.segment.ints[this.slot + KIND]!;
  }

  get isTold(): boolean {
    return (this.flags & IS_TOLD) !== 0;
  }

  get isShed(): boolean {
    return (this.flags & IS_SHED) !== 0;
  }

  get ticket(): number {
    return this.segment.ints[this.slot + TICKET]!;
  }

  /** A copy. */
  get id(): Buffer {
    return Buffer.from(this.segment.bytes.subarray(this.at + ID_AT, this.at + ID_AT + ID_BYTES));
  }

  /** Number of its record; 0 before it has one. A record that is built again keeps it. */
  get seq(): number {
    const { ints } = this.segment;
    return ints[this.slot + SEQ_HIGH]! * 2 ** 32 + (ints[this.slot + SEQ]! >>> 0);
  }

  set seq(seq: number) {
    this.segment.ints[this.slot + SEQ] = seq;
    this.segment.ints[this.slot + SEQ_HIGH] = Math.floor(seq / 2 ** 32);
  }

  /** How many threads ended while building its record. */
  get attempts(): number {
    return this.segment.ints[this.slot + ATTEMPTS]!;
  }

  get isSettled(): boolean {
    return this.state === SETTLED;
  }

  building(): void {
    this.segment.ints[this.slot + ATTEMPTS]!++;
    this.state = BEING_BUILT;
  }

  queued(): void {
    this.segment.ints[this.slot + ATTEMPTS] = 0;
    this.state = QUEUED;
  }

  /** Also overwrites the unmasked content. Once for each frame. */
  settle(): void {
    this.state = SETTLED;
    this.overwrite();
    this.segment.settle();
  }

  overwrite(): void {
    this.segment.bytes.fill(0, this.contentAt, this.at + this.length);
  }

  private get flags(): number {
    return this.segment.ints[this.slot + FLAGS]!;
  }

  private get state(): number {
    return Atomics.load(this.segment.ints, this.slot + STATE);
  }

  private set state(state: number) {
    Atomics.store(this.segment.ints, this.slot + STATE, state);
  }
}
