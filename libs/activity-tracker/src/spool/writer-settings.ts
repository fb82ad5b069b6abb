import type { ActivityLog } from '../record/activity-log.js';
import type { SegmentFile } from './segments/segment-file.js';

export interface WriterSettings {
  /** `undefined` while there is no directory. */
  readonly home: () => { readonly directory: string; readonly instance: string } | undefined;
  /** Bytes at which a file is sealed. */
  readonly segmentBytes: number;
  /** Syncs each record before it returns. */
  readonly syncsAlways: boolean;
  /** BSON of a record that is in memory; `undefined` if it cannot be encoded. */
  readonly bytesOf: (record: ActivityLog) => Uint8Array | undefined;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Deletes a file that gave way to newer records. Must not throw. */
  readonly dropped: (segment: SegmentFile) => void;
  /** Frees space on a full disk for a gap record; false where none is left. Must not throw. */
  readonly freeBlock?: () => boolean;
  /** Called with the code of each error. Must not throw. */
  readonly failed: (code: string) => void;
}
