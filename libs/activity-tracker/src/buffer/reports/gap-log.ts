import type { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { type GapReason, Gaps, type LostRecord } from '../../sequence/gap-record.js';

/** Logs once that records are dropped, and that bodies are shed; collects what is missing into gap records. */
export class GapLog {
  private readonly gaps = new Gaps();
  private isSheddingLogged = false;
  private isDroppingLogged = false;
  private isFullSpoolLogged = false;

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
    if (this.isSheddingLogged) return;
    this.isSheddingLogged = true;
    this.logger.warn(
      "The activity buffer is full (buffer.maxBytes): removing bodies of the user with the most waiting bytes, marked omitted: 'pressure' " +
        '(logged once until the buffer has been emptied).',
    );
  }

  lost(record: LostRecord, reason: GapReason): void {
    this.gaps.add(record, reason);
    if (reason === 'full') this.logDropping();
    else if (reason === 'spool-full') this.logFullSpool();
  }

  /** Returns gap records of all missing records, and starts over. */
  take(): ActivityLog[] {
    return this.gaps.take();
  }

  /** The buffer is empty: the next losses are logged again, unless some are not reported yet. */
  emptied(): void {
    this.isSheddingLogged = false;
    if (this.gaps.length === 0) this.isDroppingLogged = false;
  }

  private logDropping(): void {
    if (this.isDroppingLogged) return;
    this.isDroppingLogged = true;
    this.logger.error(
      'The activity buffer is full (buffer.maxBytes): records of the user with the most waiting bytes are dropped and counted ' +
        'until there is room again (logged once).',
    );
  }

  private logFullSpool(): void {
    if (this.isFullSpoolLogged) return;
    this.isFullSpoolLogged = true;
    this.logger.error(
      'The activity spool is full (buffer.maxSpoolBytes): its oldest files are deleted for new records, which are counted and named in ' +
        'a gap record. Raise it, or find out why the store does not take records (logged once).',
    );
  }
}
