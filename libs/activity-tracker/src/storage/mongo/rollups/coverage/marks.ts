import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../../record/activity-log.js';
import type { Span } from '../../../port/statistics.js';
import { bucketStart } from '../buckets/buckets.js';
import { type Coverage, hasMinutes } from './coverage.js';
import { type Mark, type RollupCollections, SERVER_TIME, type ServerTime } from '../rollup-collections.js';
import { HOUR_MS, MINUTE_MS } from '../../../../common/time.js';
import { codeOf, DUPLICATE_KEY } from '../../errors/error-codes.js';

/** A mark of this age still covers a write that starts now. */
const FRESH_MS = 10_000;
const MAX_REMEMBERED = 10_000;
const MARK_DEADLINE_MS = 5_000;
/** Marks settle later if writes may take longer than this. */
const USUAL_WRITE_MS = 10_000;

/** Marks older than this are read: by then the write has succeeded or failed, and the minutes are counted again. */
export const SETTLED_MS = 30_000;

export class MinuteMarks {
  private readonly markedAt = new Map<number, number>();

  constructor(
    private readonly serverTime: ServerTime = SERVER_TIME,
    private readonly clock: () => number = () => performance.now(),
    private readonly writeDeadlineMs = USUAL_WRITE_MS,
  ) {}

  async before(
    records: readonly ActivityLog[],
    { marks }: RollupCollections,
    writeConcern: mongo.WriteConcernSettings,
  ): Promise<void> {
    const now = this.clock();
    const minutes = new Set<number>();
    for (const { created_time: time } of records) {
      if (!(time instanceof Date) || Number.isNaN(time.getTime())) continue;
      const minute = bucketStart('minute', time.getTime());
      if (now - (this.markedAt.get(minute) ?? -Infinity) >= FRESH_MS) minutes.add(minute);
    }
    if (minutes.size === 0) return;
    await setMarks(
      marks,
      [...minutes].map((minute) => ({ level: 'minute', start: new Date(minute) })),
      this.serverTime,
      { writeConcern, laterMs: Math.max(0, this.writeDeadlineMs - USUAL_WRITE_MS) },
    );
    if (this.markedAt.size + minutes.size > MAX_REMEMBERED) this.markedAt.clear();
    // Measured from before the mark was sent.
    for (const minute of minutes) this.markedAt.set(minute, now);
    this.forgetOld(now);
  }

  /** After a write with an unknown result: the next write sets its marks again. */
  forget(): void {
    this.markedAt.clear();
  }

  private forgetOld(now: number): void {
    for (const [minute, at] of this.markedAt) if (now - at > MINUTE_MS) this.markedAt.delete(minute);
  }
}

export async function setMarks(
  marks: mongo.Collection<Mark>,
  ids: Mark['_id'][],
  serverTime: ServerTime = SERVER_TIME,
  {
    writeConcern = { w: 'majority' },
    laterMs = 0,
  }: { writeConcern?: mongo.WriteConcernSettings; laterMs?: number } = {},
): Promise<void> {
  if (ids.length === 0) return;
  const operations = ids.map((_id) => ({
    updateOne: {
      filter: { _id },
      update: [{ $set: { at: { $max: ['$at', { $add: [serverTime(), laterMs] }] } } }],
      upsert: true,
    },
  }));
  const options = { ordered: false, writeConcern, maxTimeMS: MARK_DEADLINE_MS };
  try {
    await marks.bulkWrite(operations, options);
  } catch (error) {
    // Two processes inserted the same mark at once: it exists now, so set it again.
    if (codeOf(error) !== DUPLICATE_KEY) throw error;
    await marks.bulkWrite(operations, options);
  }
}

export function* marksWithin({ from, to }: Span, coverage: Coverage): Generator<Mark['_id']> {
  for (let hour = bucketStart('hour', from.getTime()); hour < to.getTime(); hour += HOUR_MS) {
    if (!hasMinutes(hour, coverage)) {
      yield { level: 'hour', start: new Date(hour) };
      continue;
    }
    const end = Math.min(hour + HOUR_MS, to.getTime());
    for (let minute = Math.max(hour, bucketStart('minute', from.getTime())); minute < end; minute += MINUTE_MS) {
      yield { level: 'minute', start: new Date(minute) };
    }
  }
}

export async function clearMarks(marks: mongo.Collection<Mark>, done: readonly Mark[]): Promise<void> {
  if (done.length === 0) return;
  await marks.bulkWrite(
    done.map(({ _id, at }) => ({ deleteOne: { filter: { _id, at } } })),
    { ordered: false, maxTimeMS: MARK_DEADLINE_MS },
  );
}
