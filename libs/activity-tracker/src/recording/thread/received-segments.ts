import type { SegmentNote } from './messages.js';
import { SharedSegment } from './ring/shared-segment.js';

interface Received {
  readonly segment: SharedSegment;
  /**
   * As large as the segment, and never touched, so that it takes no memory: V8 counts memory of a heap to decide when to collect, but not
   * shared memory. Without it a segment that was freed stays for as long as the thread lives.
   */
  readonly counted: ArrayBuffer;
}

export class ReceivedSegments {
  private readonly received = new Map<number, Received>();

  of({ id, memory }: SegmentNote): SharedSegment {
    if (memory)
      this.received.set(id, { segment: new SharedSegment(id, memory), counted: new ArrayBuffer(memory.byteLength) });
    return this.received.get(id)!.segment;
  }

  free(id: number): void {
    this.received.delete(id);
  }
}
