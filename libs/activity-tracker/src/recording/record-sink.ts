import type { LogBufferService } from '../buffer/log-buffer.service.js';
import type { WaitingRecord } from '../buffer/queue/waiting-record.js';
import type { ActivitySignalService } from '../signal/activity-signal.service.js';
import type { BuiltRecord } from './building/record-builder.js';
import type { RecordedExchange } from './building/recorded-exchange.js';
import type { ThreadedBuffer } from './thread/threaded-buffer.js';

export interface Journaled extends BuiltRecord {
  readonly waiting: WaitingRecord;
}

export class RecordSink {
  constructor(
    private readonly to: { readonly database: boolean; readonly signal: boolean },
    private readonly buffer: LogBufferService,
    private readonly signal: ActivitySignalService,
    private readonly thread?: ThreadedBuffer,
  ) {}

  /** Whether exchanges are offered to {@link takes}. */
  get isThreaded(): boolean {
    return this.thread?.isThreaded === true;
  }

  /** Copies an exchange for the thread that records; false if its record is to be built and {@link accept}ed here. */
  takes(exchange: RecordedExchange): boolean {
    return this.thread?.takes(exchange) === true;
  }

  /** Records that the other thread failed to build. */
  get failures(): number {
    return this.thread?.failures ?? 0;
  }

  get isWanted(): boolean {
    return this.to.database || this.to.signal;
  }

  get isListenedTo(): boolean {
    return this.to.signal && this.signal.isListenedTo;
  }

  /** Whether handlers that must be recorded are not to be called now. */
  get refusesRequests(): boolean {
    return this.to.database && this.buffer.refusesRequests;
  }

  get isJournal(): boolean {
    return this.to.database && this.buffer.isJournal;
  }

  /** Every journaled record must later be {@link acceptJournaled accepted} or {@link discard}ed. */
  journal({ record, bytes, bodyBytes }: BuiltRecord, before?: Journaled): Journaled {
    return { record, bytes, bodyBytes, waiting: this.buffer.journal(record, bytes, bodyBytes, before?.waiting) };
  }

  /** Journals made within `write` reach the disk with one system call, before this returns. */
  journalTogether(write: () => void): void {
    this.buffer.journalTogether(write);
  }

  acceptJournaled({ record, waiting }: Journaled): void {
    this.buffer.addJournaled(waiting);
    if (this.to.signal) this.signal.emit(record);
  }

  discard({ waiting }: Journaled): void {
    this.buffer.discard(waiting);
  }

  accept(built: BuiltRecord): void {
    if (this.thread?.takesBuilt(built)) return;
    const { record, bytes, bodyBytes } = built;
    if (this.to.database) this.buffer.add(record, bytes, bodyBytes);
    if (this.to.signal) this.signal.emit(record);
  }

  trackPending(pending: Promise<void>): void {
    this.buffer.trackPending(pending);
  }
}
