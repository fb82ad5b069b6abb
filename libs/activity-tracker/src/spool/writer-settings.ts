import type { ActivityLog } from '../record/activity-log.js';

export interface WriterSettings {
  /** `undefined` while there is no directory. */
  readonly home: () => { readonly directory: string; readonly instance: string } | undefined;
  /** Syncs each record before it returns. */
  readonly syncsAlways: boolean;
  /** BSON of a record that is in memory; `undefined` if it cannot be encoded. */
  readonly bytesOf: (record: ActivityLog) => Uint8Array | undefined;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Called with the code of each error. Must not throw. */
  readonly failed: (code: string) => void;
}
