import { setImmediate as nextTurn } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { type LostRecord, lostRecordOf } from '../../sequence/gap-record.js';
import type { SegmentFile } from '../segments/segment-file.js';
import { scanSegment } from '../segments/segment-reader.js';
import type { SpoolCounts } from '../spool-counts.js';
import { errorCode } from '../spool-files.js';

const DOCUMENTS_PER_TURN = 100;

export interface DropListener {
  /** Keeps account of records whose file is about to be deleted. Must not throw. */
  lost(records: readonly LostRecord[]): void;
  /** Writes to other files what is in memory of it. Must not throw. */
  rescue(): void;
  /** Called with the code of each error. Must not throw. */
  failed(code: string): void;
}

/**
 * Files that give way to newer records. Each is read for what is lost with it, and deleted once that is told: a process
 * that is killed in between leaves it to the next one.
 */
export class DroppedSegments {
  private working = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly counts: SpoolCounts,
    private readonly listener: DropListener,
  ) {}

  add(segment: SegmentFile): void {
    this.working = this.working.then(() => this.drop(segment));
  }

  settled(): Promise<void> {
    return this.working;
  }

  stop(): void {
    this.isStopped = true;
  }

  private async drop(segment: SegmentFile): Promise<void> {
    if (this.isStopped) return;
    try {
      const { records, damaged } = await this.lostWith(segment);
      if (this.isStopped) return;
      this.counts.dropped += records.length + damaged;
      // First: what finds no room is told too.
      this.listener.rescue();
      this.listener.lost(records);
    } catch (error) {
      // Which records it held cannot be told any more.
      this.counts.dropped += segment.onlyOnDisk;
      this.listener.failed(errorCode(error));
      this.listener.rescue();
      this.listener.lost([]);
    }
    segment.remove();
  }

  private async lostWith(segment: SegmentFile): Promise<{ records: LostRecord[]; damaged: number }> {
    const lost = { records: [] as LostRecord[], damaged: 0 };
    const { bytes, side } = await segment.load();
    let index = 0;
    for (const { kind, start, end } of scanSegment(bytes, side, segment.id)) {
      if (kind === 'tail') continue;
      if (segment.isOnlyHolder(index++)) {
        if (kind === 'damaged') lost.damaged++;
        else lost.records.push(lostRecordIn(bytes.subarray(start, end)));
      }
      if (index % DOCUMENTS_PER_TURN === 0) await nextTurn();
    }
    return lost;
  }
}

const lostRecordIn = (document: Uint8Array): LostRecord =>
  lostRecordOf(mongo.BSON.deserialize(document) as ActivityLog);
