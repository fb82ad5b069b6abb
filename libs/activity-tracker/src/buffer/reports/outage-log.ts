import type { HostLog } from '../../common/host-log.js';
import { StoreMisconfiguredError } from '../../storage/port/store-errors.js';
import type { StoreDown } from '../../storage/port/delivery-state.js';
import { errorText } from '../../common/error-text.js';

const MAX_REASONS = 50;
const ON_DISK = ' The journal in buffer.spoolDirectory has them too.';

export interface Waiting {
  /** Records in the buffer. */
  readonly records: number;
  /** Those of them about the log itself: of a start, an end or a gap. */
  readonly own: number;
}

/** Logs once that the store is down, once for each misconfiguration, and once that it is back; knows why it is down. */
export class OutageLog {
  down: StoreDown | null = null;
  private readonly loggedReasons = new Set<string>();
  private readonly loggedRejections = new Set<string>();

  constructor(private readonly logger: HostLog) {}

  /** @param isOnDisk whether files hold the waiting records too */
  start(error: unknown, waiting: Waiting, isOnDisk = false): StoreDown {
    const reason = errorText(error);
    const cause = error instanceof StoreMisconfiguredError ? 'misconfigured' : 'unreachable';
    const isNew = this.down === null;
    this.down = { cause, reason, since: this.down?.since ?? new Date() };
    if (cause === 'misconfigured') this.logMisconfiguration(reason, waiting);
    else if (isNew) {
      this.logger.warn(
        `Activity store unavailable: ${reason}. ${kept(waiting)} in memory and retrying (logged once).${isOnDisk ? ON_DISK : ''}`,
      );
    }
    return this.down;
  }

  /** @param dropped records missing since the last gap record */
  end(dropped: number): void {
    if (!this.down) return;
    this.down = null;
    this.loggedReasons.clear();
    this.logger.log(
      `The activity store is available again.${dropped > 0 ? ` ${dropped} records were dropped during the outage.` : ''}`,
    );
  }

  rejected(reason: string): void {
    if (this.loggedRejections.has(reason) || this.loggedRejections.size >= MAX_REASONS) return;
    this.loggedRejections.add(reason);
    this.logger.error(`The store rejected a record; it was skipped and counted (logged once): ${reason}`);
  }

  private logMisconfiguration(reason: string, waiting: Waiting): void {
    if (this.loggedReasons.has(reason) || this.loggedReasons.size >= MAX_REASONS) return;
    this.loggedReasons.add(reason);
    this.logger.error(
      `The activity store refuses to store: ${reason} ${kept(waiting)} in memory and retrying once a minute (logged once).`,
    );
  }
}

function kept({ records, own }: Waiting): string {
  return `Keeping ${records} records${own > 0 ? ` (${own} of them about the log itself)` : ''}`;
}
