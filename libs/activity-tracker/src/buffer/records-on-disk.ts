import { resolve } from 'node:path';
import { mongo } from 'mongoose';
import { EncodedRecord } from '../bson/encoded-record.js';
import type { RecordEncoder } from '../bson/record-encoder.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { LostRecord } from '../sequence/gap-record.js';
import type { AdoptionListener } from '../spool/owners/adoption-report.js';
import { Spool } from '../spool/spool.js';
import type { SpoolSettings, SpoolUser } from '../spool/spool.types.js';
import type { BufferOptions } from './buffer.options.js';
import { WaitingRecord } from './queue/waiting-record.js';

/** Maximum bytes of queued replayed records, and their maximum share of the buffer. */
const REPLAY_BYTES = 4 * 1024 * 1024;
const REPLAY_SHARE = 1 / 8;

export interface DiskListener extends AdoptionListener {
  replayed(waiting: WaitingRecord): void;
  /** Their file is deleted next, to make room. Must not throw. */
  lost(records: readonly LostRecord[]): void;
  /** Called once for each code of an error. Must not throw. */
  failed(code: string): void;
}

/** The queue's side of the spool: which of its records are on disk too. */
export class RecordsOnDisk {
  readonly spool: Spool;
  /** Whether records are written before they are queued, not only when memory drops them. */
  isJournal: boolean;
  /** Waiting records of a journal that no file holds, until a gap record names them. */
  private readonly memoryOnly = new Set<WaitingRecord>();
  private readonly replayed = new Set<WaitingRecord>();
  /** Records of the group that is being written. */
  private grouped: Set<WaitingRecord> | undefined;

  /** @throws SpoolDirectoryError where the directory cannot be used */
  constructor(
    settings: SpoolSettings & { readonly isJournal: boolean },
    encoder: RecordEncoder | undefined,
    listener: DiskListener,
  ) {
    this.isJournal = settings.isJournal;
    const user: SpoolUser = {
      bytesOf,
      restore: (bytes) => encoder?.restore(bytes) ?? (mongo.BSON.deserialize(bytes) as ActivityLog),
      // Counts towards no user: a replayed record must not be dropped again.
      replay: (entry, bytes) => {
        const waiting = new WaitingRecord(entry.record, bytes, 0, undefined, entry);
        this.replayed.add(waiting);
        listener.replayed(waiting);
      },
      lost: (records) => {
        this.collectReplayed();
        listener.lost(records);
      },
      adopted: (files) => listener.adopted(files),
      adoptedStored: (files, records) => listener.adoptedStored(files, records),
      failed: (code) => listener.failed(code),
    };
    this.spool = new Spool(settings, user);
  }

  write(waiting: WaitingRecord): void {
    waiting.entry ??= this.spool.append(waiting.record);
    if (this.isJournal && !waiting.entry) this.memoryOnly.add(waiting);
    else this.grouped?.add(waiting);
  }

  /** Combines the writes of `write` into one system call. */
  writeTogether(write: () => void): void {
    if (this.grouped) return write();
    const grouped = (this.grouped = new Set());
    try {
      this.spool.appendTogether(write);
    } finally {
      this.grouped = undefined;
    }
    for (const waiting of grouped) {
      if (waiting.entry?.segment) continue;
      waiting.entry = undefined;
      if (this.isJournal) this.memoryOnly.add(waiting);
    }
  }

  /** Memory gives the record up. False where it is not on disk either. */
  leave(waiting: WaitingRecord): boolean {
    const { entry } = waiting;
    this.forget(waiting);
    // Its file may have given way to newer records meanwhile.
    if (entry?.isReplayed && !entry.segment?.isRemoved) return true;
    if (entry && !entry.isReplayed && this.spool.leave(entry)) return true;
    const written = this.spool.append(waiting.record);
    return written !== undefined && this.spool.leave(written);
  }

  /** Writes a gap record to a file, also where {@link SpoolSettings.maxBytes} is reached. False where it is not on disk afterwards. */
  leaveGap(record: ActivityLog): boolean {
    const entry = this.spool.append(record, true);
    return entry !== undefined && this.spool.leave(entry);
  }

  /** The store rejected the records for good: they go to `quarantine/`. */
  keepRejected(rejected: readonly { readonly waiting: WaitingRecord; readonly reason: string }[]): void {
    this.spool.keepRejected(rejected.map(({ waiting: { record, entry }, reason }) => ({ record, entry, reason })));
  }

  /** The store has the record, or will never take it. */
  confirm(waiting: WaitingRecord): void {
    this.forget(waiting);
    if (waiting.entry) this.spool.confirm(waiting.entry);
  }

  get hasMemoryOnly(): boolean {
    return this.memoryOnly.size > 0 || (this.isJournal && this.spool.hasUnnamed);
  }

  /** Records that are lost if the process is killed, each once. */
  takeMemoryOnly(): ActivityLog[] {
    const records = Array.from(this.memoryOnly, ({ record }) => record);
    this.memoryOnly.clear();
    return this.isJournal ? [...records, ...this.spool.takeUnnamed()] : records;
  }

  /** Replayed records whose file gives way to newer ones. */
  private collectReplayed(): void {
    for (const waiting of this.replayed) {
      if (!waiting.entry?.segment?.isRemoved) continue;
      this.replayed.delete(waiting);
      this.memoryOnly.add(waiting);
    }
  }

  private forget(waiting: WaitingRecord): void {
    this.memoryOnly.delete(waiting);
    this.grouped?.delete(waiting);
    this.replayed.delete(waiting);
  }
}

/** `undefined` with `durability: 'memory'`. @throws SpoolDirectoryError if the directory cannot be used */
export function openRecordsOnDisk(
  options: BufferOptions,
  encoder: RecordEncoder | undefined,
  listener: DiskListener,
): RecordsOnDisk | undefined {
  const { durability, spoolDirectory, maxSpoolBytes, whenSpoolIsFull, syncInterval, maxBytes } = options;
  if (durability === 'memory' || spoolDirectory === undefined) return undefined;
  const settings = {
    directory: resolve(spoolDirectory),
    isJournal: durability === 'journal',
    maxBytes: maxSpoolBytes,
    whenFull: whenSpoolIsFull,
    syncInterval: syncInterval === 'always' ? syncInterval : syncInterval * 1_000,
    replayBytes: Math.min(REPLAY_BYTES, maxBytes * REPLAY_SHARE),
  };
  return new RecordsOnDisk(settings, encoder, listener);
}

function bytesOf(record: ActivityLog): Uint8Array | undefined {
  try {
    return record instanceof EncodedRecord
      ? (record as EncodedRecord).bytes
      : mongo.BSON.serialize(record, { ignoreUndefined: true });
  } catch {
    // The store finds out why.
    return undefined;
  }
}
