import type { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { type Gap, gapRecord } from './gap-record.js';

/** Logs once that records are dropped, and that bodies are shed; collects what is missing into one gap record. */
export class GapLog {
  private gap: Gap | undefined;
  private isSheddingLogged = false;

  constructor(private readonly logger: HostLog) {}

  /** Records missing since the last gap record. */
  get count(): number {
    return this.gap?.count ?? 0;
  }

  shed(): void {
    if (this.isSheddingLogged) return;
    this.isSheddingLogged = true;
    this.logger.warn(
      "The activity buffer is full (buffer.maxBytes): removing bodies of the user with the most waiting bytes, marked omitted: 'pressure' " +
        '(logged once until the buffer has been emptied).',
    );
  }

  dropped(createdTime: Date | undefined): void {
    const time = createdTime && !Number.isNaN(createdTime.getTime()) ? createdTime : new Date();
    if (!this.gap) {
      this.gap = { from: time, to: time, count: 0, reason: 'full' };
      this.logger.error(
        'The activity buffer is full (buffer.maxBytes): records of the user with the most waiting bytes are dropped and counted ' +
          'until there is room again (logged once).',
      );
    }
    if (time < this.gap.from) this.gap.from = time;
    if (time > this.gap.to) this.gap.to = time;
    this.gap.count++;
  }

  /** The record of what is missing, until it is {@link reported}. */
  record(): ActivityLog | undefined {
    return this.gap && gapRecord(this.gap);
  }

  reported(): void {
    this.gap = undefined;
  }

  pressureEnded(): void {
    this.isSheddingLogged = false;
  }
}
