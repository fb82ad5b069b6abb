import type { ActivityLog } from '../record/activity-log.js';
import { nodeFiles } from './node-files.js';
import { Quarantine } from './segments/quarantine.js';
import { SpoolCounts, type SpoolStats } from './spool-counts.js';
import type { SpoolEntry } from './segments/segment-file.js';
import type { SpoolFiles } from './spool-files.js';
import { SpoolOwnership } from './owners/spool-ownership.js';
import { type FullSpoolPolicy, SpoolQuota } from './spool-quota.js';
import { SpoolReplay } from './spool-replay.js';
import { openRoot } from './owners/spool-root.js';
import { SpoolWriter } from './spool-writer.js';

const MAX_BYTES = 1024 ** 3;
const SHARE_OF_FREE_SPACE = 0.1;
/** Between two looks at a segment where each record is synced: only its age matters. */
const ROTATION_MS = 500;

export interface SpoolSettings {
  readonly directory: string;
  /** Default: 1 GiB, or a tenth of the free space if that is less. */
  readonly maxBytes: number | undefined;
  readonly whenFull: FullSpoolPolicy;
  /** Milliseconds between two syncs. */
  readonly syncInterval: number | 'always';
  /** Bytes of replayed records that may be in memory. */
  readonly replayBytes: number;
}

export interface SpoolUser {
  /** BSON of a record in memory; `undefined` if it cannot be encoded. */
  bytesOf(record: ActivityLog): Uint8Array | undefined;
  /** A record of its BSON. @throws if it is none */
  restore(bytes: Uint8Array): ActivityLog;
  /** Queues a replayed record for the store. */
  replay(entry: SpoolEntry, bytes: number): void;
  /** Called once for each code of an error. Must not throw. */
  failed(code: string): void;
}

/** Files for records that the store has not confirmed: one directory for each process. */
export class Spool {
  private readonly counts = new SpoolCounts();
  private readonly writer: SpoolWriter;
  private readonly replay: SpoolReplay;
  private readonly ownership: SpoolOwnership;
  private timer: NodeJS.Timeout | undefined;
  private isHealthy = true;

  /** @throws SpoolDirectoryError where the directory cannot be used */
  constructor(
    private readonly settings: SpoolSettings,
    private readonly user: SpoolUser,
    files: SpoolFiles = nodeFiles,
  ) {
    const { directory, maxBytes, whenFull, syncInterval } = settings;
    openRoot(directory);
    const quarantine = new Quarantine(files, directory);
    const most = maxBytes ?? Math.min(MAX_BYTES, files.freeBytes(directory) * SHARE_OF_FREE_SPACE);
    const failed = (code: string): void => this.failed(code);
    this.writer = new SpoolWriter(files, new SpoolQuota(most, whenFull), this.counts, {
      home: () => this.ownership.home,
      syncsAlways: syncInterval === 'always',
      bytesOf: (record) => user.bytesOf(record),
      clock: () => performance.now(),
      failed,
    });
    this.replay = new SpoolReplay(this.writer.closed, quarantine, this.counts, {
      maxBytes: settings.replayBytes,
      restore: (bytes) => user.restore(bytes),
      queue: (entry, bytes) => user.replay(entry, bytes),
      failed,
    });
    this.ownership = new SpoolOwnership(files, directory, quarantine, this.counts, {
      adopted: (segment) => this.writer.closed.adopt(segment),
      adoptionEnded: () => void this.fill(),
      homeRenewed: () => this.writer.rescueLost(),
      failed,
    });
  }

  /** Makes the directory of this process, then adopts what is left of others in the background. Rejects with SpoolDirectoryError. */
  async open(): Promise<void> {
    // Each application of a container asks for it.
    if (!this.ownership.home) await this.ownership.begin();
  }

  get isUsable(): boolean {
    return this.writer.isUsable;
  }

  get takesRecords(): boolean {
    return this.writer.takesRecords;
  }

  /** @param isGap it tells of records that are missing, and may exceed `maxBytes` a little */
  append(record: ActivityLog, isGap = false): SpoolEntry | undefined {
    const entry = this.writer.append(record, { isGap });
    if (entry) this.schedule();
    return entry;
  }

  /** Writes what `append` appends with one system call, before this returns. */
  appendTogether(append: () => void): void {
    this.writer.appendTogether(append);
  }

  confirm(entry: SpoolEntry): void {
    if (entry.isReplayed) this.replay.confirmed(entry);
    else this.writer.confirm(entry);
  }

  /** Memory gives a record up. False where no file holds it. */
  leave(entry: SpoolEntry): boolean {
    return this.writer.leave(entry);
  }

  /** Queues records that only files hold, as many as may be in memory. Never rejects. */
  fill(): Promise<void> {
    return this.ownership.home ? this.replay.fill() : Promise.resolve();
  }

  /** Takes over what processes that have ended left. Never rejects. */
  adopt(): Promise<void> {
    return this.ownership.adopt();
  }

  /** Ends the file that is being written, so that it can be replayed. Never rejects. */
  seal(): Promise<void> {
    return this.writer.close();
  }

  /** Makes everything durable, and leaves the rest to the next process. Never rejects. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.ownership.stop();
    this.replay.reset();
    await this.writer.close();
    await this.ownership.end();
  }

  stats(): SpoolStats {
    const { writer, isHealthy } = this;
    const { failures, ...counts } = this.counts;
    return { ...counts, failures: { ...failures }, bytes: writer.bytes, segments: writer.segments, isHealthy };
  }

  private schedule(): void {
    if (this.timer) return;
    const { syncInterval } = this.settings;
    const pause = syncInterval === 'always' ? ROTATION_MS : syncInterval;
    this.timer = setTimeout(() => void this.sync(), pause).unref();
  }

  private async sync(): Promise<void> {
    const failures = this.failureCount;
    await this.writer.sync();
    if (this.failureCount === failures) this.isHealthy = true;
    this.timer = undefined;
    if (this.writer.hasOpenSegment && this.ownership.home) this.schedule();
    void this.fill();
  }

  private get failureCount(): number {
    return Object.values(this.counts.failures).reduce((sum, count) => sum + count, 0);
  }

  private failed(code: string): void {
    if (this.counts.failures[code] === undefined) this.user.failed(code);
    this.counts.failed(code);
    this.isHealthy = false;
    // The directory is gone, or is another process's.
    if (code === 'ENOENT' || code === 'ESTALE') void this.ownership.renewHome();
  }
}
