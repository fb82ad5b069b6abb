import type { ActivityLog } from '../record/activity-log.js';
import type { PressureMarker } from './shed-bodies.js';

/** Property of a store that holds its {@link RecordEncoder}; a symbol, so that custom stores cannot clash. */
export const RECORD_ENCODER: unique symbol = Symbol.for('nestjs-activity-tracker:recordEncoder');

/** Makes a last element for an encoded record from its other ones; `undefined` for none. May throw. */
export type LastElement = (document: Buffer, record: ActivityLog) => Uint8Array | undefined;

export type ChangedDocument = (before: Buffer, after: Buffer) => Buffer;

/** Encodes buffered records for a store. @internal */
export interface RecordEncoder {
  /** @param isAlone true for memory not shared with other records, so that it is freed with the record */
  encode(record: ActivityLog, isAlone: boolean, element?: LastElement): ActivityLog & { byteLength?: number };
  /** @param changed returns the document to keep instead of the one without bodies */
  shed(waiting: ActivityLog, marker: PressureMarker, changed?: ChangedDocument): boolean;
  /** Restores an encoded record from disk. @throws if the bytes are not a record */
  restore(bytes: Uint8Array): ActivityLog;
  /** Called once, after the record was stored or dropped. */
  release(waiting: ActivityLog): void;
}
