import type { LogBufferService } from '../buffer/log-buffer.service.js';
import type { WaitingRecord } from '../buffer/waiting-record.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivitySignalService } from '../signal/activity-signal.service.js';
import type { BuiltRecord } from './record-builder.js';

/** A record that is on disk, before its exchange is over. */
export interface Journaled extends BuiltRecord {
  readonly waiting: WaitingRecord;
}

/** Where finished records go: to the buffer, to listeners, to both, as `database` and `signal` say. */
export class RecordSink {
  constructor(
    private readonly to: { readonly database: boolean; readonly signal: boolean },
    private readonly buffer: LogBufferService,
    private readonly signal: ActivitySignalService,
  ) {}

  /** Does anybody want records at all? */
  get isWanted(): boolean {
    return this.to.database || this.to.signal;
  }

  /** Will a listener of the host hear of a record? */
  get isListenedTo(): boolean {
    return this.to.signal && this.signal.isListenedTo;
  }

  /** Whether records are to be on disk before the response ends. */
  get isJournal(): boolean {
    return this.to.database && this.buffer.isJournal;
  }

  /** Writes a record to disk; it is {@link acceptJournaled accepted} or {@link discard}ed later. */
  journal({ record, bytes, bodyBytes }: BuiltRecord): Journaled {
    return { record, bytes, bodyBytes, waiting: this.buffer.journal(record, bytes, bodyBytes) };
  }

  acceptJournaled({ record, waiting }: Journaled): void {
    this.buffer.addJournaled(waiting);
    if (this.to.signal) this.signal.emit(record);
  }

  /** Frees a record that another one replaces. */
  discard({ waiting }: Journaled): void {
    this.buffer.discard(waiting);
  }

  accept(record: ActivityLog, bytes: number, bodyBytes: number): void {
    if (this.to.database) this.buffer.add(record, bytes, bodyBytes);
    if (this.to.signal) this.signal.emit(record);
  }

  /** A record that is still being made; a shutdown waits for it. */
  expect(pending: Promise<void>): void {
    this.buffer.expect(pending);
  }
}
