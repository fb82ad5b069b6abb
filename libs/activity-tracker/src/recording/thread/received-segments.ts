import type { SegmentNote } from './messages.js';
import { SharedSegment } from './ring/shared-segment.js';

export class ReceivedSegments {
  private readonly received = new Map<number, SharedSegment>();

  of({ id, memory }: SegmentNote): SharedSegment {
    if (memory) this.received.set(id, new SharedSegment(id, memory));
    return this.received.get(id)!;
  }

  free(id: number): void {
    this.received.delete(id);
  }
}
