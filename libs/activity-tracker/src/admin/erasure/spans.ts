import type { ActivityLog } from '../../record/activity-log.js';

export interface TimeSpan {
  from: Date;
  to: Date;
}

/** Spans with a smaller gap are merged: marking them apart costs more than counting the gap. */
const NEAR_MS = 3_600_000;

export function spansOf(records: readonly Pick<ActivityLog, 'created_time'>[]): TimeSpan[] {
  const times = records
    .map(({ created_time: time }) => (time instanceof Date ? time.getTime() : NaN))
    .filter((time) => !Number.isNaN(time))
    .sort((a, b) => a - b);
  const spans: { from: number; to: number }[] = [];
  for (const time of times) {
    const last = spans.at(-1);
    if (last && time - last.to < NEAR_MS) last.to = time + 1;
    else spans.push({ from: time, to: time + 1 });
  }
  return spans.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
}
