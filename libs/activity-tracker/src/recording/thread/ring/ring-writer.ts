import { FRAME_ALIGNMENT } from './frame.js';
import { RingShares } from './ring-shares.js';
import { SEGMENT_HEAD_BYTES, SharedSegment } from './shared-segment.js';

const SEGMENT_BYTES = 1024 * 1024;
/** A small bound is divided into so many segments, because a segment is used again only when all its frames are settled. */
const LEAST_SEGMENTS = 8;
/** Segments kept for the next frames; further ones are freed. */
const MOST_IDLE = 4;
/** Beyond these shares of the bound, bodies are left out. Accounts that have more than the average are the first. */
const SHEDDING_SHARE = 7 / 8;
const HEAVY_SHEDDING_SHARE = 5 / 8;
/** Beyond this share of the bound, their records are dropped: there is room for the others. */
const HEAVY_SHARE = 7 / 8;

/** Appends to the ring. Memory grows with the waiting frames, up to the bound. */
export class RingWriter {
  private readonly inUse: SharedSegment[] = [];
  private readonly idle: SharedSegment[] = [];
  private readonly shares = new RingShares();
  private readonly segmentBytes: number;
  private bytes = 0;
  private nextId = 1;

  /**
   * @param maxBytes of all segments in use
   * @param opened called for each segment before its first frame, in their order; its id may be one used before
   * @param freed called for each segment that will not be used again
   */
  constructor(
    private readonly maxBytes: number,
    private readonly opened: (segment: SharedSegment) => void,
    private readonly freed: (segment: SharedSegment) => void,
  ) {
    this.segmentBytes = aligned(Math.min(SEGMENT_BYTES, maxBytes / LEAST_SEGMENTS));
  }

  /** Those with frames that may not be settled, in the order in which they are read. */
  get segments(): readonly SharedSegment[] {
    return this.inUse;
  }

  /** Whether a frame with bodies of so many bytes is to be written without them. */
  isShort(bytes: number, account: string): boolean {
    if (this.isBeyond(HEAVY_SHEDDING_SHARE, bytes, account)) return true;
    const { current } = this;
    if (current && current.room >= bytes) return false;
    this.reclaim();
    return this.bytes + this.sizeFor(bytes) > this.maxBytes * SHEDDING_SHARE;
  }

  /** The segment whose end has room for a frame; `undefined` if there is none for this account. */
  reserve(bytes: number, account: string): SharedSegment | undefined {
    if (this.isBeyond(HEAVY_SHARE, bytes, account)) return undefined;
    const { current } = this;
    if (current && current.room >= bytes) return current;
    this.reclaim();
    const size = this.sizeFor(bytes);
    if (this.bytes + size > this.maxBytes) return undefined;
    current?.seal();
    const segment = (size === this.segmentBytes ? this.idle.pop() : undefined) ?? this.newSegment(size);
    segment.reset();
    this.bytes += size;
    this.inUse.push(segment);
    this.opened(segment);
    return segment;
  }

  /** The reader sees the frame from now on. */
  commit(segment: SharedSegment, bytes: number, account: string): void {
    this.shares.add(segment, account, bytes);
    segment.commit(bytes);
  }

  /** Drops unsettled frames, once no thread reads them. */
  abandon(): void {
    for (const segment of this.inUse) segment.abandon();
  }

  /** Whether an account that has more than the average would take memory beyond a share of the bound. */
  private isBeyond(share: number, bytes: number, account: string): boolean {
    const most = this.maxBytes * share;
    const isWithin = (): boolean =>
      this.bytes + (this.current && this.current.room >= bytes ? 0 : this.sizeFor(bytes)) <= most;
    if (isWithin() || !this.shares.isHeavy(account)) return false;
    this.reclaim();
    return !isWithin() && this.shares.isHeavy(account);
  }

  private get current(): SharedSegment | undefined {
    return this.inUse.at(-1);
  }

  private sizeFor(bytes: number): number {
    return Math.max(this.segmentBytes, aligned(bytes + SEGMENT_HEAD_BYTES));
  }

  private reclaim(): void {
    let kept = 0;
    for (const segment of this.inUse) {
      if (!segment.isDone) {
        this.inUse[kept++] = segment;
        continue;
      }
      const size = segment.bytes.length;
      this.shares.remove(segment);
      this.bytes -= size;
      if (size === this.segmentBytes && this.idle.length < MOST_IDLE) this.idle.push(segment);
      else this.freed(segment);
    }
    this.inUse.length = kept;
  }

  private newSegment(size: number): SharedSegment {
    return new SharedSegment(this.nextId++, new SharedArrayBuffer(size));
  }
}

const aligned = (bytes: number): number => Math.ceil(bytes / FRAME_ALIGNMENT) * FRAME_ALIGNMENT;
