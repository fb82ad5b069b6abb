import type { ActivityLog } from '../record/activity-log.js';
import type { PressureMarker } from './shed-bodies.js';

/** Where a store has its {@link RecordEncoder}: under a name that no other store can have given to something of its own. */
export const RECORD_ENCODER: unique symbol = Symbol.for('nestjs-activity-tracker:recordEncoder');

/** What a store wants to wait in a record's place, such as its bytes. @internal */
export interface RecordEncoder {
  /**
   * What is given to the store's `insert()` later, and how many bytes that takes until then.
   * @param isAlone memory for this record alone, so that it is free as soon as the record is: for a buffer that fills up
   */
  encode(record: ActivityLog, isAlone: boolean): ActivityLog & { byteLength?: number };
  /** Replaces the bodies of what {@link encode} gave by markers; false where it holds none worth it. */
  shed(waiting: ActivityLog, marker: PressureMarker): boolean;
  /** What {@link encode} gave for a record that was read back from disk. @throws if these bytes are no record */
  restore(bytes: Uint8Array): ActivityLog;
  /** What {@link encode} gave is stored, or never will be: it is not asked for again. */
  release(waiting: ActivityLog): void;
}
