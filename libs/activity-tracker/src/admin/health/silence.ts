import type { ActivityStore } from '../../storage/port/activity-store.js';
import { VISIBLE } from '../../storage/hidden-records.js';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../common/time.js';

const DAYS = 7;
const COUNT_CAP = 10_000;
const READ_MS = 500;
/** A silence is unusual if it is this many times the usual one, and at least a minute. */
const UNUSUAL_TIMES = 20;
const SHORTEST_ALARM_SECONDS = 60;

/** How long the log has been silent. @publicApi */
export interface LogSilence {
  /** Arrival of the last record; `null` if there is none. */
  last_record: Date | null;
  /** Seconds since then. */
  seconds: number | null;
  /** Mean seconds between two records around this time of day, over the last seven days; `null` if there were none. */
  usual_seconds: number | null;
  /** Whether the silence is much longer than usual. */
  is_unusual: boolean;
}

/** Measures the silence; `null` if the store does not answer in time. Never rejects. */
export async function logSilence(
  store: Pick<ActivityStore, 'find' | 'count'>,
  now: number,
): Promise<LogSilence | null> {
  try {
    const [[last], records] = await Promise.all([
      store.find(VISIBLE, { limit: 1, fields: ['created_time'], maxTimeMs: READ_MS }),
      store.count({ $and: [VISIBLE, { $or: spans(now) }] }, COUNT_CAP, { maxTimeMs: READ_MS }),
    ]);
    const lastRecord = last?.created_time ?? null;
    const seconds = lastRecord && Math.max(0, (now - lastRecord.getTime()) / SECOND_MS);
    const usual = records === 0 ? null : (DAYS * HOUR_MS) / SECOND_MS / records;
    const limit = Math.max(SHORTEST_ALARM_SECONDS, UNUSUAL_TIMES * (usual ?? Infinity));
    const isUnusual = seconds !== null && seconds > limit;
    return { last_record: lastRecord, seconds, usual_seconds: usual, is_unusual: isUnusual };
  } catch {
    return null;
  }
}

/** The hour around this time on each of the last days. */
function spans(now: number): Record<string, unknown>[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const middle = now - (day + 1) * DAY_MS;
    return { created_time: { $gte: new Date(middle - HOUR_MS / 2), $lt: new Date(middle + HOUR_MS / 2) } };
  });
}
