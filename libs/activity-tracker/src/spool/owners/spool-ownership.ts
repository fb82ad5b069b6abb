import type { Quarantine } from '../segments/quarantine.js';
import type { SegmentFile } from '../segments/segment-file.js';
import type { SpoolCounts } from '../spool-counts.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';
import { collectSegments, FOREIGN_FILES, INSTANCE_NAME, takeDirectory } from './adoption.js';
import { instancesIn, isAlive, LEASE_RENEWED_MS, removeUnfinished, SeenLeases, SpoolHome } from './spool-home.js';
import { openRoot, refusal } from './spool-root.js';

const ADOPTION_MS = 60_000;

export interface OwnershipListener {
  /** A segment of a process that has ended is in the directory of this one. */
  adopted(segment: SegmentFile): void;
  collected(segments: readonly SegmentFile[]): void;
  adoptionEnded(): void;
  /** The directory was lost, and replaced by another one. */
  homeRenewed(): void;
  /** The directory is in place; files in it may be gone. */
  filesLost(): void;
  /** Called with the code of each error. Must not throw. */
  failed(code: string): void;
}

/** The directory of this process, by a lease; those of ended processes are adopted at the start and once a minute. */
export class SpoolOwnership {
  home: SpoolHome | undefined;
  private readonly leases: SeenLeases | undefined;
  private readonly foreign = new Set<string>();
  private readonly timers: NodeJS.Timeout[] = [];
  private adopting: Promise<void> = Promise.resolve();

  /** @param root `buffer.spoolDirectory` @param looksOnce as {@link SpoolSettings.looksOnce} */
  constructor(
    private readonly files: SpoolFiles,
    private readonly root: string,
    private readonly quarantine: Quarantine,
    private readonly counts: SpoolCounts,
    private readonly listener: OwnershipListener,
    looksOnce: boolean,
  ) {
    this.leases = looksOnce ? undefined : new SeenLeases();
  }

  /** Makes the directory of this process, then adopts in the background. Rejects with SpoolDirectoryError. */
  async begin(): Promise<void> {
    try {
      this.home = await SpoolHome.create(this.files, this.root);
    } catch (error) {
      throw refusal(
        this.root,
        `takes no folder with a Unix socket (${errorCode(error)}).`,
        'Give a directory on a local file system.',
      );
    }
    const adopt = (): void => void this.adopt().then(() => this.listener.adoptionEnded());
    adopt();
    this.timers.push(
      setInterval(adopt, ADOPTION_MS).unref(),
      setInterval(() => this.renewLease(), LEASE_RENEWED_MS).unref(),
    );
  }

  /** Takes over what processes that have ended left. Never rejects. */
  adopt(): Promise<void> {
    // A shared call would miss processes that ended meanwhile.
    return (this.adopting = this.adopting.then(() => this.adoptOnce()));
  }

  private async adoptOnce(): Promise<void> {
    const { files, home, root } = this;
    if (!home) return;
    try {
      for (const instance of instancesIn(files, root)) {
        if (instance !== home.instance) await this.take(instance, home);
      }
      if (this.home !== home) return;
      await this.collect(home);
      removeUnfinished(files, root);
      this.reportForeign();
      await this.quarantine.measure();
    } catch (error) {
      this.listener.failed(errorCode(error));
    }
  }

  /** Something is not where it was: a directory that is in place must stay owned, because this process writes to it. */
  lookForLoss(): void {
    const { home } = this;
    if (!home) return;
    if (home.isInPlace) this.listener.filesLost();
    else void this.renewHome(home);
  }

  /** The directory was deleted or taken over: records in memory go to a new one. */
  private async renewHome(old: SpoolHome): Promise<void> {
    this.home = undefined;
    try {
      openRoot(this.root);
      this.home = await SpoolHome.create(this.files, this.root);
      this.listener.homeRenewed();
      void old.leave();
    } catch (error) {
      this.listener.failed(errorCode(error));
      this.home = old;
    }
  }

  stop(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  /** Gives the directory up: what is left in it is for the next process. Never rejects. */
  async end(): Promise<void> {
    const { home } = this;
    this.home = undefined;
    await home?.leave();
  }

  private async collect(home: SpoolHome): Promise<void> {
    const { files, listener, quarantine } = this;
    const adopted: SegmentFile[] = [];
    await collectSegments({
      files,
      own: home.directory,
      quarantine,
      adopt: (segment) => {
        adopted.push(segment);
        listener.adopted(segment);
      },
      goesOn: () => this.home === home,
      failed: (code) => listener.failed(code),
    });
    listener.collected(adopted);
  }

  /** A link with the name of an instance may lead anywhere: its records are not stored. Each is reported once. */
  private reportForeign(): void {
    for (const { name, kind } of this.files.list(this.root)) {
      if (kind === 'directory' || !INSTANCE_NAME.test(name) || this.foreign.has(name)) continue;
      this.foreign.add(name);
      this.listener.failed(FOREIGN_FILES);
    }
  }

  private async take(instance: string, home: SpoolHome): Promise<void> {
    const { files, root } = this;
    try {
      if ((await isAlive(files, root, instance, this.leases)) || this.home !== home) return;
      if (await takeDirectory(files, root, instance, home.directory)) this.counts.adopted++;
    } catch (error) {
      this.listener.failed(errorCode(error));
    }
  }

  private renewLease(): void {
    try {
      this.home?.renewLease();
    } catch (error) {
      this.listener.failed(errorCode(error));
    }
  }
}
