import { RECORD_ENCODER, type RecordEncoder } from '../../bson/record-encoder.js';
import { pressureMarker, type PressureMarker, shedBodies } from '../../bson/shed-bodies.js';
import type { RecordLinks } from '../../integrity/record-links.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { WaitingRecord } from './waiting-record.js';

/** Gives records the representation in which they are queued: encoded if the store accepts that, and linked to the chain. */
export class RecordPreparation {
  /** Captured once: queued records must keep one representation until stored. */
  private readonly encoder: RecordEncoder | undefined;
  private readonly marker: PressureMarker;

  /** @param links `undefined` without a chain */
  constructor(
    store: ActivityStore,
    bodyFormat: 'document' | 'text',
    private readonly links: RecordLinks | undefined,
  ) {
    this.encoder = store[RECORD_ENCODER];
    this.marker = pressureMarker(bodyFormat);
  }

  /**
   * @param user its account @param isAlone true for memory not shared with other records, so that it is freed with the record
   * @param before the record with the same number that it replaces
   */
  prepare(
    record: ActivityLog,
    bytes: number,
    bodyBytes: number,
    user: string,
    isAlone: boolean,
    before?: ActivityLog,
  ): WaitingRecord {
    const { links } = this;
    if (!this.encoder && links) {
      if (before) links.correctPlain(record, before);
      else links.linkPlain(record);
    }
    if (!this.encoder) return new WaitingRecord(record, bytes, bodyBytes, user);
    const prepared = this.encoder.encode(record, isAlone, before ? links?.correcting(before) : links?.link);
    return new WaitingRecord(prepared, prepared.byteLength ?? bytes, bodyBytes, user);
  }

  withoutBodies(record: ActivityLog): ActivityLog {
    return shedBodies(record, this.marker);
  }

  shed(waiting: WaitingRecord): void {
    const { record } = waiting;
    if (this.encoder?.shed(record, this.marker, this.links?.withoutBodies)) {
      waiting.bytes = (record as { byteLength?: number }).byteLength ?? waiting.bytes;
    } else if ((record as { byteLength?: number }).byteLength === undefined) {
      const shed = this.withoutBodies(record);
      waiting.record = this.links?.sealPlain(record, shed) ?? shed;
      waiting.bytes -= waiting.bodyBytes;
    }
  }

  release(waiting: WaitingRecord): void {
    this.encoder?.release(waiting.record);
    waiting.released?.();
  }
}
