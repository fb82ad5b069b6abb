import type { SegmentNote } from './messages.js';
import type { SharedSegment } from './ring/shared-segment.js';

/** Gives the thread the memory of each segment once: later notes carry its id. */
export class AnnouncedSegments {
  private readonly ids = new Set<number>();

  noteOf({ id, uses, memory }: SharedSegment): SegmentNote {
    if (this.ids.has(id)) return { id, uses };
    this.ids.add(id);
    return { id, uses, memory };
  }

  /** A new thread has none. */
  clear(): void {
    this.ids.clear();
  }
}
