import { Frame } from './frame.js';
import { SEGMENT_HEAD_BYTES, type SharedSegment } from './shared-segment.js';

/** Reads the ring: each frame once, in the order of writing. */
export class RingReader {
  private readonly waiting: { readonly segment: SharedSegment; readonly uses: number }[] = [];
  private at = SEGMENT_HEAD_BYTES;

  /** @param segment that follows those before @param uses of the segment when it was opened */
  add(segment: SharedSegment, uses: number): void {
    this.waiting.push({ segment, uses });
  }

  /** `undefined` if there is none at present. */
  next(): Frame | undefined {
    for (let first = this.waiting[0]; first; first = this.waiting[0]) {
      const { segment, uses } = first;
      if (segment.uses === uses && this.at < segment.end) {
        const frame = new Frame(segment, this.at);
        this.at += frame.length;
        return frame;
      }
      // The last one may still grow; those before it are sealed.
      if (this.waiting.length === 1) return undefined;
      this.waiting.shift();
      this.at = SEGMENT_HEAD_BYTES;
    }
    return undefined;
  }
}

/** All frames of a segment, for a thread that takes over from another: those that are there now, as a segment that is settled is used again. */
export function* framesOf(segment: SharedSegment): Generator<Frame> {
  const { end } = segment;
  for (let at = SEGMENT_HEAD_BYTES; at < end;) {
    const frame = new Frame(segment, at);
    at += frame.length;
    yield frame;
  }
}

/** After a thread ended anywhere between marking a frame, overwriting it and counting it. No thread may use the segment. */
export function repair(segment: SharedSegment): void {
  let settled = 0;
  for (const frame of framesOf(segment)) {
    if (!frame.isSettled) continue;
    frame.overwrite();
    settled++;
  }
  segment.settledAre(settled);
}
