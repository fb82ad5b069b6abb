import type { HostLog } from '../../common/host-log.js';

/** After this many deaths within a minute the application's own thread records. */
const MOST_DEATHS = 3;
const WITHIN_MS = 60_000;
/** Threads that hang are noticed late: their ends lie further apart. */
const HANGING_WITHIN_MS = 600_000;

/** Counts and logs ends of threads. */
export class ThreadDeaths {
  private deaths: { readonly at: number; readonly within: number }[] = [];
  private lastAt = -Infinity;
  private isRestartLogged = false;

  constructor(private readonly logger: Pick<HostLog, 'warn' | 'error'>) {}

  get sinceLastMs(): number {
    return performance.now() - this.lastAt;
  }

  /** @returns whether there were too many */
  add(why: string, isHanging: boolean): boolean {
    const now = (this.lastAt = performance.now());
    this.deaths = this.deaths.filter(({ at, within }) => now - at < within);
    this.deaths.push({ at: now, within: isHanging ? HANGING_WITHIN_MS : WITHIN_MS });
    if (this.deaths.length >= MOST_DEATHS) {
      this.logger.error(
        `The recording thread ended ${MOST_DEATHS} times within ${isHanging ? 'ten minutes' : 'a minute'}, last because ${why}. Recording on ` +
          "the application's own thread from now on; it takes over what was not stored. Report the error, or set recording.thread to main.",
      );
      return true;
    }
    if (!this.isRestartLogged) {
      this.isRestartLogged = true;
      this.logger.warn(
        `The recording thread ended: ${why}. Starting it again; records that were not stored are still in memory (logged once).`,
      );
    }
    return false;
  }
}
