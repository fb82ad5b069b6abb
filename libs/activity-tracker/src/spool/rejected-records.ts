import type { ActivityLog } from '../record/activity-log.js';
import type { Quarantine } from './segments/quarantine.js';
import type { SpoolCounts } from './spool-counts.js';
import { errorCode } from './spool-files.js';

/** A store that rejects every record must not use up the disk. */
const SHARE_OF_SPOOL = 1 / 8;
const MOST_IDS = 10_000;

export interface RejectedRecord {
  readonly record: ActivityLog;
  /** As the store reported it. */
  readonly reason: string;
}

export interface RejectedSettings {
  /** Bytes that the spool may take. */
  readonly maxBytes: number;
  /** BSON of a record; `undefined` if it cannot be encoded. */
  readonly bytesOf: (record: ActivityLog) => Uint8Array | undefined;
  /** Called with the code of each error. Must not throw. */
  readonly failed: (code: string) => void;
}

/** Keeps records that the store rejects for good: their files are deleted afterwards. */
export class RejectedRecords {
  /** Ids: a file that is replayed holds records again that were rejected when memory held them. */
  private readonly kept = new Set<string>();

  constructor(
    private readonly quarantine: Quarantine,
    private readonly counts: SpoolCounts,
    private readonly settings: RejectedSettings,
  ) {}

  /** Never throws. @returns whether all are on disk, in `quarantine/` */
  keep(rejected: readonly RejectedRecord[]): boolean {
    const { maxBytes, failed } = this.settings;
    const fresh = rejected.filter(({ record }) => !this.kept.has(String(record._id)));
    const encoded = fresh.flatMap((each) => this.encoded(each));
    const isComplete = encoded.length === fresh.length;
    if (encoded.length === 0) return isComplete;
    const documents = Buffer.concat(encoded.map(({ bytes }) => bytes));
    try {
      if (this.quarantine.bytes + documents.length > maxBytes * SHARE_OF_SPOOL) {
        failed('QUARANTINE_FULL');
        return false;
      }
      this.quarantine.keepRejected(documents, encoded.map(({ cause }) => cause).join(''));
    } catch (error) {
      failed(errorCode(error));
      return false;
    }
    this.counts.rejected += encoded.length;
    if (this.kept.size > MOST_IDS) this.kept.clear();
    for (const { id } of encoded) this.kept.add(id);
    return isComplete;
  }

  private encoded({ record, reason }: RejectedRecord): { id: string; bytes: Uint8Array; cause: string }[] {
    const bytes = this.settings.bytesOf(record);
    if (!bytes) return [];
    const id = String(record._id);
    return [{ id, bytes, cause: `${id} ${reason.replace(/\s+/g, ' ')}\n` }];
  }
}
