import type { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { type GapReason, Gaps, type LostRecord } from '../../sequence/gap-record.js';

const LOSSES = {
  bodies: {
    level: 'warn',
    line:
      "The activity buffer is full (buffer.maxBytes): removing bodies of the user with the most waiting bytes, marked omitted: 'pressure' " +
      '(logged once until the buffer has been emptied).',
  },
  full: {
    level: 'error',
    line:
      'The activity buffer is full (buffer.maxBytes): records of the user with the most waiting bytes are dropped and counted ' +
      'until there is room again (logged once).',
  },
  'spool-full': {
    level: 'error',
    line:
      'The activity spool is full (buffer.maxSpoolBytes): its oldest files are deleted for new records, which are counted and named in ' +
      'a gap record. Raise it, or find out why the store does not take records (logged once).',
  },
} as const;

type Loss = keyof typeof LOSSES;

/** Logs once that records are dropped, and that bodies are shed; collects what is missing into gap records. */
export class GapLog {
  private readonly gaps = new Gaps();
  private readonly logged = new Set<Loss>();

  constructor(private readonly logger: HostLog) {}

  /** Records missing since the last gap record. */
  get count(): number {
    return this.gaps.count;
  }

  /** Number of gap records that {@link take} returns. */
  get length(): number {
    return this.gaps.length;
  }

  shed(): void {
    this.logOnce('bodies');
  }

  lost(record: LostRecord, reason: GapReason): void {
    this.gaps.add(record, reason);
    if (reason === 'full' || reason === 'spool-full') this.logOnce(reason);
  }

  /** Returns gap records of all missing records, and starts over. */
  take(): ActivityLog[] {
    return this.gaps.take();
  }

  /** The buffer is empty: the next losses are logged again, unless some are not reported yet. */
  emptied(): void {
    this.logged.delete('bodies');
    if (this.gaps.length === 0) this.logged.delete('full');
  }

  private logOnce(loss: Loss): void {
    if (this.logged.has(loss)) return;
    this.logged.add(loss);
    const { level, line } = LOSSES[loss];
    this.logger[level](line);
  }
}
