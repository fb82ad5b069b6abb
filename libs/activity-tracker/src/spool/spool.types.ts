import type { ActivityLog } from '../record/activity-log.js';
import type { LostRecord } from '../sequence/gap-record.js';
import type { AdoptionListener } from './owners/adoption-report.js';
import type { SpoolEntry } from './segments/segment-file.js';
import type { FullSpoolPolicy } from './space/spool-quota.js';

export interface SpoolSettings {
  readonly directory: string;
  /** Default: 1 GiB, or a tenth of the free space if that is less. */
  readonly maxBytes: number | undefined;
  readonly whenFull: FullSpoolPolicy;
  /** Milliseconds between two syncs. */
  readonly syncInterval: number | 'always';
  /** Bytes of replayed records that may be in memory. */
  readonly replayBytes: number;
  /** No second look at owners on other machines follows, so that the times of their folders are believed. Default: false. */
  readonly looksOnce?: boolean;
}

export interface SpoolUser extends AdoptionListener {
  /** BSON of a record in memory; `undefined` if it cannot be encoded. */
  bytesOf(record: ActivityLog): Uint8Array | undefined;
  /** A record of its BSON. @throws if it is none */
  restore(bytes: Uint8Array): ActivityLog;
  /** Queues a replayed record for the store. */
  replay(entry: SpoolEntry, bytes: number): void;
  /** Counts records whose file is deleted next. Must not throw. */
  lost(records: readonly LostRecord[]): void;
  /** Called once for each code of an error. Must not throw. */
  failed(code: string): void;
}

export interface SpoolPlace {
  directory: string;
  oldest: Date | null;
  processes: number;
}
