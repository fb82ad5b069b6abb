import type { ActivityLog } from '../record/activity-log.js';
import { DroppedSegments } from './space/dropped-segments.js';
import { SEGMENT_BYTES } from './active-segment.js';
import { nodeFiles } from './node-files.js';
import type { IsErased } from '../storage/port/erasure-orders.js';
import { GapReserve } from './space/gap-reserve.js';
import { Quarantine } from './segments/quarantine.js';
import { type RejectedRecord, RejectedRecords } from './rejected-records.js';
import { SpoolCounts, type SpoolStats } from './spool-counts.js';
import type { SpoolEntry } from './segments/segment-file.js';
import type { SpoolFiles } from './spool-files.js';
import { FOREIGN_FILES } from './owners/adoption.js';
import { AdoptionReport } from './owners/adoption-report.js';
import { SpoolOwnership } from './owners/spool-ownership.js';
import { SpoolQuota } from './space/spool-quota.js';
import type { SpoolPlace, SpoolSettings, SpoolUser } from './spool.types.js';
import { SpoolReplay } from './spool-replay.js';
import { instancesIn } from './owners/spool-home.js';
import { openRoot } from './owners/spool-root.js';
import { SyncSchedule } from './sync-schedule.js';
import { SpoolWriter } from './spool-writer.js';

const MAX_BYTES = 1024 ** 3;
const SHARE_OF_FREE_SPACE = 0.1;
/** Only sealed files can give way to newer records. */
const SEGMENTS_IN_QUOTA = 8;
const LEAST_SEGMENT_BYTES = 64 * 1024;

/** Files for records that the store has not confirmed: one directory for each process. */
export class Spool {
  private readonly counts = new SpoolCounts();
  private readonly writer: SpoolWriter;
  private readonly replay: SpoolReplay;
  private readonly dropped: DroppedSegments;
  private readonly rejected: RejectedRecords;
  private readonly quarantine: Quarantine;
  private readonly adoptions: AdoptionReport;
  private readonly ownership: SpoolOwnership;
  private readonly reserve: GapReserve;
  private readonly syncs: SyncSchedule;
  /** Of an erasure that could not read or write a file. */
  private unerased: IsErased | undefined;

  /** @throws SpoolDirectoryError where the directory cannot be used */
  constructor(
    private readonly settings: SpoolSettings,
    private readonly user: SpoolUser,
    private readonly files: SpoolFiles = nodeFiles,
  ) {
    const { directory, maxBytes, whenFull, syncInterval } = settings;
    openRoot(directory);
    const quarantine = (this.quarantine = new Quarantine(files, directory));
    const most = maxBytes ?? Math.min(MAX_BYTES, files.freeBytes(directory) * SHARE_OF_FREE_SPACE);
    const failed = (code: string): void => this.failed(code);
    this.adoptions = new AdoptionReport(user);
    this.rejected = new RejectedRecords(quarantine, this.counts, {
      maxBytes: most,
      bytesOf: (record) => user.bytesOf(record),
      failed,
    });
    this.dropped = new DroppedSegments(this.counts, {
      lost: (records) => user.lost(records),
      rescue: () => this.writer.rewriteTaken(),
      failed,
    });
    this.reserve = new GapReserve(files, failed);
    this.writer = new SpoolWriter(files, new SpoolQuota(most, whenFull), this.counts, {
      home: () => this.ownership.home,
      segmentBytes: Math.min(SEGMENT_BYTES, Math.max(LEAST_SEGMENT_BYTES, most / SEGMENTS_IN_QUOTA)),
      syncsAlways: syncInterval === 'always',
      bytesOf: (record) => user.bytesOf(record),
      clock: () => performance.now(),
      freeBlock: () => this.reserve.give(),
      dropped: (segment) => this.dropped.add(segment),
      failed,
    });
    this.replay = new SpoolReplay(this.writer.closed, quarantine, this.counts, {
      maxBytes: settings.replayBytes,
      restore: (bytes) => user.restore(bytes),
      queue: (entry, bytes) => user.replay(entry, bytes),
      failed,
    });
    this.syncs = new SyncSchedule(syncInterval, {
      sync: () => this.writer.sync(),
      failures: () => this.counts.failureCount,
      goesOn: () => this.writer.hasOpenSegment && this.ownership.home !== undefined,
      done: () => {
        if (this.syncs.isHealthy) this.fillReserve();
        void this.fill();
      },
    });
    this.ownership = new SpoolOwnership(
      files,
      directory,
      quarantine,
      this.counts,
      {
        adopted: (segment) => this.writer.closed.adopt(segment),
        collected: (segments) => this.adoptions.begin(segments),
        adoptionEnded: () => {
          this.replay.retry();
          void this.fill();
          if (this.unerased) void this.erase(this.unerased);
        },
        homeRenewed: () => {
          this.reserve.end();
          this.fillReserve();
          // The file that is being written may still be in the folder before, which another process may take over.
          void this.writer.close().then(() => this.writer.rescueLost());
        },
        filesLost: () => void this.writer.rescueLost(),
        failed,
      },
      settings.looksOnce ?? false,
    );
  }

  /** Makes the directory of this process, then adopts what is left of others in the background. Rejects with SpoolDirectoryError. */
  async open(): Promise<void> {
    // Each application of a container asks for it.
    if (this.ownership.home) return;
    await this.ownership.begin();
    this.fillReserve();
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
    if (entry) this.syncs.schedule();
    return entry;
  }

  appendTogether(append: () => void): void {
    this.writer.appendTogether(append);
  }

  confirm(entry: SpoolEntry): void {
    if (!entry.isReplayed) return this.writer.confirm(entry);
    if (entry.segment) this.adoptions.confirmed(entry.segment);
    this.replay.confirmed(entry);
    this.adoptions.look();
  }

  /** Before the records are confirmed. Never throws. @returns whether all are kept in `quarantine/` */
  keepRejected(rejected: readonly (RejectedRecord & { readonly entry?: SpoolEntry | undefined })[]): boolean {
    if (this.rejected.keep(rejected)) return true;
    for (const { entry } of rejected) if (entry?.isReplayed) this.replay.keepFile(entry);
    return false;
  }

  leave(entry: SpoolEntry): boolean {
    return this.writer.leave(entry);
  }

  /** Queues records that only files hold, as many as may be in memory. Never rejects. */
  async fill(): Promise<void> {
    if (!this.ownership.home) return;
    await this.replay.fill();
    this.adoptions.look();
  }

  /** Removes what `quarantine/` holds of erased persons; after an error once more in a minute. Never rejects. */
  async erase(isErased: IsErased): Promise<void> {
    this.unerased = undefined;
    const removed = await this.quarantine.erase(isErased, (code) => {
      this.unerased = isErased;
      this.failed(code);
    });
    this.counts.erased += removed;
  }

  /** Whether memory holds records whose file gave way, and for which no other has room. */
  get hasUnnamed(): boolean {
    return this.writer.hasUnnamed;
  }

  /** These records, each once. */
  takeUnnamed(): ActivityLog[] {
    return this.writer.takeUnnamed();
  }

  adopt(): Promise<void> {
    return this.ownership.adopt();
  }

  /** Ends the file that is being written, so that it can be replayed. Never rejects. */
  seal(): Promise<void> {
    return this.writer.close();
  }

  /** Resolves when all files that gave way to newer ones are deleted, and told. Never rejects. */
  dropsSettled(): Promise<void> {
    return this.dropped.settled();
  }

  /** Makes everything durable, and leaves the rest to the next process. Never rejects. */
  async close(): Promise<void> {
    this.syncs.stop();
    this.ownership.stop();
    this.dropped.stop();
    this.replay.stop();
    await this.writer.close();
    this.reserve.end();
    await this.ownership.end();
  }

  /** Reads the directory. Never throws. */
  place(): SpoolPlace {
    const { directory } = this.settings;
    const written = this.writer.oldestWrite;
    const oldest = written === undefined ? null : new Date(written);
    try {
      return { directory, oldest, processes: instancesIn(this.files, directory).length };
    } catch {
      return { directory, oldest, processes: 0 };
    }
  }

  stats(): SpoolStats {
    const { writer } = this;
    const { isHealthy } = this.syncs;
    const { failures, ...counts } = this.counts;
    return { ...counts, failures: { ...failures }, bytes: writer.bytes, segments: writer.segments, isHealthy };
  }

  private fillReserve(): void {
    const { home } = this.ownership;
    if (home) this.reserve.fill(home.directory);
  }

  private failed(code: string): void {
    if (this.counts.failures[code] === undefined) this.user.failed(code);
    this.counts.failed(code);
    // No write failed.
    if (code === FOREIGN_FILES) return;
    this.syncs.isHealthy = false;
    // The directory, or a file in it, is gone or another process's.
    if (code === 'ENOENT' || code === 'ESTALE') this.ownership.lookForLoss();
  }
}
