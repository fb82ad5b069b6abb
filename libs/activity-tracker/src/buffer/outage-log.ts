import type { Logger } from '@nestjs/common';
import type { ActivityLog } from '../record/activity-log.js';
import { type Gap, gapRecord } from './gap-record.js';

const MAX_REASONS = 50;

/** Says once that the store went away, once that records are dropped, once that it is back; and remembers what is missing. */
export class OutageLog {
  private away = false;
  private gap: Gap | undefined;
  private readonly saidReasons = new Set<string>();

  constructor(private readonly logger: Logger) {}

  get isOn(): boolean {
    return this.away;
  }

  begins(error: unknown, waiting: number): void {
    if (this.away) return;
    this.away = true;
    this.logger.warn(
      `The activity store is away: ${(error as Error)?.message ?? String(error)}. ${waiting} records wait in memory; it is tried again until it is back.`,
    );
  }

  dropped(): void {
    const now = new Date();
    if (!this.gap) {
      this.gap = { from: now, to: now, count: 0, reason: 'full' };
      this.logger.error(
        'The activity buffer is full (buffer.maxBytes): new records are dropped and counted until there is room again.',
      );
    }
    this.gap.to = now;
    this.gap.count++;
  }

  rejected(reason: string): void {
    if (this.saidReasons.has(reason) || this.saidReasons.size >= MAX_REASONS) return;
    this.saidReasons.add(reason);
    this.logger.error(`The store refuses an activity record, which is counted and left out (said once): ${reason}`);
  }

  /** The outage is over; gives the record that says what is missing, if anything is, until that is {@link noted}. */
  over(): ActivityLog | undefined {
    const { gap } = this;
    if (this.away) {
      this.away = false;
      this.logger.log(`The activity store is back.${gap ? ` ${gap.count} records were dropped meanwhile.` : ''}`);
    }
    return gap && gapRecord(gap);
  }

  /** The record of what is missing waits for the store. */
  noted(): void {
    this.gap = undefined;
  }
}
