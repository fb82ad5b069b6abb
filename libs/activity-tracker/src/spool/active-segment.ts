import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClosedSegments } from './closed-segments.js';
import type { RecordRescue } from './record-rescue.js';
import { OpenSegment } from './segments/open-segment.js';
import { errorCode, type SpoolFiles } from './spool-files.js';
import type { WriterSettings } from './writer-settings.js';

export const SEGMENT_BYTES = 8 * 1024 * 1024;
const SEGMENT_MS = 5_000;
/** After an error nothing is written for so long: a full disk must not cost each request a system call. */
const PAUSE_MS = 1_000;
const LOOKS_PER_TURN = 100;
const NO_SPACE: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** The file that is being written: opened, synced, and sealed when it is large or old enough; the next one follows. */
export class ActiveSegment {
  private current: OpenSegment | undefined;
  private number = 0;
  private hasFailed = false;
  private pausedUntil = -Infinity;
  /** Code of the last error. */
  private failure = '';

  constructor(
    private readonly files: SpoolFiles,
    private readonly closed: ClosedSegments,
    private readonly rescue: RecordRescue,
    private readonly settings: WriterSettings,
  ) {}

  get isUsable(): boolean {
    return this.settings.home() !== undefined && this.settings.clock() >= this.pausedUntil;
  }

  get isOpen(): boolean {
    return this.current !== undefined;
  }

  get bytes(): number {
    return this.current?.size ?? 0;
  }

  get lastWrite(): number | undefined {
    return this.current?.lastWrite;
  }

  /** Whether so many bytes can be written; after an error a probe tells. Never throws. */
  takes(bytes: number): boolean {
    return !this.hasFailed || this.attempt(0, (segment) => segment.probe(bytes)) !== undefined;
  }

  /**
   * Never throws.
   * @param documents one after another, of these lengths @param isRetried after an error, nothing waits
   * @returns the file that holds them, `undefined` after an error
   */
  append(documents: Uint8Array, lengths: readonly number[], isRetried: boolean): OpenSegment | undefined {
    const pauseMs = isRetried ? 0 : PAUSE_MS;
    return this.attempt(documents.length, (segment) => segment.append(documents, lengths), pauseMs);
  }

  /**
   * Frees blocks of the reserve until the document fits. Other records keep waiting for the end of the pause and a probe.
   * Never throws.
   */
  appendGap(document: Uint8Array): OpenSegment | undefined {
    const { hasFailed, pausedUntil } = this;
    let segment: OpenSegment | undefined;
    do segment = this.attempt(document.length, (open) => open.append(document, [document.length]), 0);
    while (!segment && NO_SPACE.has(this.failure) && this.settings.freeBlock?.());
    this.hasFailed = hasFailed || !segment;
    this.pausedUntil = pausedUntil;
    return segment;
  }

  /** Group commit; seals the segment when it is old enough. Never rejects. */
  async sync(): Promise<void> {
    const segment = this.current;
    if (!segment) return;
    if (!segment.isInPlace) return this.rescueLost();
    if (this.settings.clock() - segment.openedAt >= SEGMENT_MS) return this.seal(segment);
    try {
      await segment.sync();
      this.closed.removeReplaced();
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  /** {@link sync} that blocks. Never throws. */
  syncNow(segment: OpenSegment): void {
    try {
      segment.syncNow();
      this.closed.removeReplaced();
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  /** Syncs and seals what is open, so that nothing is written afterwards. Never rejects. */
  async close(): Promise<void> {
    if (this.current) await this.seal(this.current);
  }

  /** Finds files that were deleted or taken over; records of them that are in memory are written again. Never rejects. */
  async rescueLost(): Promise<void> {
    let looks = 0;
    let lost = 0;
    for (const segment of [...(this.current ? [this.current] : []), ...this.closed]) {
      if (++looks % LOOKS_PER_TURN === 0) await nextTurn();
      if (segment.isRemoved || segment.isInPlace) continue;
      if (this.current === segment) this.current = undefined;
      if (segment instanceof OpenSegment) segment.abandon();
      segment.isRemoved = true;
      this.closed.forget(segment);
      this.rescue.take(segment);
      lost++;
    }
    if (lost > 0) this.settings.failed('ESTALE');
    this.rescue.rewriteAll();
  }

  private attempt(bytes: number, write: (segment: OpenSegment) => void, pauseMs = PAUSE_MS): OpenSegment | undefined {
    let segment: OpenSegment | undefined;
    try {
      segment = this.segmentFor(bytes);
      write(segment);
      this.hasFailed = false;
      return segment;
    } catch (error) {
      if (segment?.isTorn) void this.seal(segment);
      this.failed(error, pauseMs);
      return undefined;
    }
  }

  /** @throws the system's error */
  private segmentFor(bytes: number): OpenSegment {
    if (this.current && this.current.size > 0 && this.current.size + bytes > this.settings.segmentBytes)
      void this.seal(this.current);
    if (this.current) return this.current;
    const { directory, instance } = this.settings.home()!;
    const id = { instance, number: ++this.number };
    this.current = new OpenSegment(this.files, directory, id, this.settings.clock());
    return this.current;
  }

  private async seal(segment: OpenSegment): Promise<void> {
    if (this.current === segment) this.current = undefined;
    this.closed.add(segment);
    this.closed.removeIfConfirmed(segment);
    if (segment.isRemoved) return;
    try {
      await segment.sync();
      if (segment.isRemoved || segment.hasFailed) return;
      segment.seal();
      this.closed.removeReplaced();
      this.closed.removeIfConfirmed(segment);
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  /** What was written since the last sync may be lost, whatever a second sync reports: memory writes it once more. */
  private syncFailed(segment: OpenSegment, error: unknown): void {
    if (segment.isRemoved) return;
    if (this.current === segment) this.current = undefined;
    segment.abandon();
    this.closed.add(segment);
    this.failed(error, this.rescue.isRewriting ? PAUSE_MS : 0);
    if (this.rescue.isRewriting) return;
    this.rescue.replace(segment);
    this.closed.removeIfConfirmed(segment);
  }

  private failed(error: unknown, pauseMs: number): void {
    this.hasFailed = true;
    this.pausedUntil = this.settings.clock() + pauseMs;
    this.failure = errorCode(error);
    this.settings.failed(this.failure);
  }
}
