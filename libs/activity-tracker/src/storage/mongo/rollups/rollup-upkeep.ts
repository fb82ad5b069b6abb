import { replaceBuckets } from './buckets/bucket-writer.js';
import {
  callsIn,
  countRecords,
  COUNT_MAX_TIME_MS,
  countHour,
  countMinutes,
  mergeBuckets,
  mergeHour,
} from './buckets/bucket-counter.js';
import { bucketStart } from './buckets/buckets.js';
import { pruneBuckets } from './buckets/prune-buckets.js';
import { beginCoverage } from './coverage/begin-coverage.js';
import { BEGINNING, type Coverage, extendCoverage, hasMinutes, readCoverage } from './coverage/coverage.js';
import type { Lease } from './lease.js';
import { clearMarks, marksWithin, setMarks } from './coverage/marks.js';
import { settledMarks } from './coverage/settled-marks.js';
import { type Mark, SERVER_TIME, type ServerTime, type WithCollections } from './rollup-collections.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../common/time.js';

const SHORT_MS = 10_000;
const MARKS_A_ROUND = 2_000;
/** An hour is merged when its last minutes have settled; until then its minutes answer. */
const HOUR_SETTLED_MS = 2 * MINUTE_MS;
const DAY_SETTLED_MS = 5 * MINUTE_MS;
/** Ends a round early, so that the host's requests get time. */
const ROUND_MS = 3_000;
/** Time per round for hours before the roll-ups began. */
const BACKFILL_MS = 500;
/** Limit for the index count that verifies a day; a day that takes longer is not verified. */
const AUDIT_MS = 5_000;

export interface UpkeepOptions {
  run: WithCollections;
  lease: Lease;
  retentionDays: number | undefined;
  serverTime?: ServerTime;
  clock?: () => number;
}

class RoundEnded extends Error {}

/** Minutes from records, hours from minutes, days from hours. Steps can be repeated; interrupted buckets stay marked. */
export class RollupUpkeep {
  private readonly serverTime: ServerTime;
  private readonly clock: () => number;
  private prunedAt = -Infinity;
  private endsAt = Infinity;

  constructor(private readonly options: UpkeepOptions) {
    this.serverTime = options.serverTime ?? SERVER_TIME;
    this.clock = options.clock ?? (() => performance.now());
  }

  async round(signal?: AbortSignal): Promise<void> {
    this.endsAt = this.clock() + ROUND_MS;
    try {
      await this.goOn(signal);
      const coverage = await this.coverage();
      await this.minutes(coverage, signal);
      await this.hours(coverage, signal);
      await this.days(coverage, signal);
      await this.backfill(coverage, signal);
      await this.prune(coverage);
    } catch (error) {
      if (!(error instanceof RoundEnded)) throw error;
    }
  }

  private async goOn(signal: AbortSignal | undefined): Promise<void> {
    const { run, lease } = this.options;
    if (signal?.aborted || this.clock() > this.endsAt) throw new RoundEnded();
    if (!(await run('keeping statistics', SHORT_MS, (collections) => lease.hold(collections)))) throw new RoundEnded();
  }

  private coverage(): Promise<Coverage> {
    return this.options.run('keeping statistics', SHORT_MS, async (collections) => {
      const found = await readCoverage(collections, this.serverTime);
      if (found) return found;
      await beginCoverage(collections, this.serverTime);
      return (await readCoverage(collections, this.serverTime))!;
    });
  }

  private async minutes(coverage: Coverage, signal: AbortSignal | undefined): Promise<void> {
    const { marks, now } = await this.due('minute', coverage.now, BEGINNING);
    const hours = new Map<number, Mark[]>();
    for (const mark of marks) {
      const hour = bucketStart('hour', mark._id.start.getTime());
      hours.set(hour, [...(hours.get(hour) ?? []), mark]);
    }
    for (const [hour, ofHour] of hours) {
      await this.goOn(signal);
      await this.options.run('counting minutes', COUNT_MAX_TIME_MS, async (collections) => {
        if (hasMinutes(hour, coverage)) {
          const wanted = new Set(ofHour.map(({ _id }) => _id.start.getTime()));
          const [first, last] = [Math.min(...wanted), Math.max(...wanted)];
          const counted = await countMinutes(collections, first, last + MINUTE_MS);
          await replaceBuckets(
            collections,
            counted.filter(({ start }) => wanted.has(start.getTime())),
            now,
          );
        }
        await setMarks(collections.marks, [{ level: 'hour', start: new Date(hour) }], this.serverTime);
        await clearMarks(collections.marks, ofHour);
      });
    }
  }

  private async hours(coverage: Coverage, signal: AbortSignal | undefined): Promise<void> {
    const before = coverage.now.getTime() - HOUR_MS - HOUR_SETTLED_MS;
    const { marks, now } = await this.due('hour', new Date(before + 1), BEGINNING);
    for (const mark of marks) {
      await this.goOn(signal);
      await this.hour(mark._id.start.getTime(), hasMinutes(mark._id.start.getTime(), coverage), now, [mark]);
    }
  }

  private hour(hour: number, minutesAreThere: boolean, now: Date, marks: Mark[]): Promise<void> {
    return this.options.run('counting an hour', COUNT_MAX_TIME_MS, async (collections) => {
      const counted = await (minutesAreThere ? mergeHour : countHour)(collections, hour);
      await replaceBuckets(collections, counted, now);
      await setMarks(collections.marks, [{ level: 'day', start: new Date(bucketStart('day', hour)) }], this.serverTime);
      await clearMarks(collections.marks, marks);
    });
  }

  private async days(coverage: Coverage, signal: AbortSignal | undefined): Promise<void> {
    const before = coverage.now.getTime() - DAY_MS - DAY_SETTLED_MS;
    const { marks, now } = await this.due(
      'day',
      new Date(before + 1),
      new Date(bucketStart('day', coverage.from.getTime() + DAY_MS - 1)),
    );
    for (const mark of marks) {
      await this.goOn(signal);
      await this.day(mark._id.start.getTime(), coverage, now, mark);
    }
  }

  private day(day: number, coverage: Coverage, now: Date, mark: Mark): Promise<void> {
    return this.options.run('counting a day', COUNT_MAX_TIME_MS, async (collections) => {
      const [whole] = await mergeBuckets(collections, 'hour', 'day', day, day + DAY_MS);
      const calls = callsIn(whole!);
      const records = await countRecords(collections, day, day + DAY_MS, AUDIT_MS).catch(() => calls);
      if (records !== calls) {
        // Records were written without marks, by an import or another program.
        const span = { from: new Date(day), to: new Date(day + DAY_MS) };
        await setMarks(collections.marks, [...marksWithin(span, coverage)], this.serverTime);
        return;
      }
      await replaceBuckets(collections, [whole!], now);
      await clearMarks(collections.marks, [mark]);
    });
  }

  private async backfill(coverage: Coverage, signal: AbortSignal | undefined): Promise<void> {
    const end = Math.min(this.endsAt, this.clock() + BACKFILL_MS);
    let { from } = coverage;
    while (from > BEGINNING && this.clock() < end) {
      await this.goOn(signal);
      from = await this.backfillHour(from, coverage);
    }
  }

  private async backfillHour(before: Date, { now }: Coverage): Promise<Date> {
    const newest = await this.newestBefore(before);
    if (newest) await this.hour(bucketStart('hour', newest.getTime()), false, now, []);
    const from = newest ? new Date(bucketStart('hour', newest.getTime())) : BEGINNING;
    await this.options.run('keeping statistics', SHORT_MS, (collections) => extendCoverage(collections, from));
    return from;
  }

  private newestBefore(before: Date): Promise<Date | undefined> {
    return this.options.run('keeping statistics', SHORT_MS, async ({ records }) => {
      const newest = await records.findOne(
        { created_time: { $lt: before, $gte: BEGINNING } },
        { sort: { created_time: -1, _id: -1 }, projection: { created_time: 1 }, maxTimeMS: SHORT_MS },
      );
      return newest?.['created_time'] as Date | undefined;
    });
  }

  private async prune({ now }: Coverage): Promise<void> {
    if (this.clock() - this.prunedAt < HOUR_MS) return;
    await pruneBuckets(this.options.run, now, this.options.retentionDays);
    this.prunedAt = this.clock();
  }

  private due(level: Mark['_id']['level'], before: Date, from: Date): Promise<{ marks: Mark[]; now: Date }> {
    return this.options.run('keeping statistics', SHORT_MS, ({ marks }) =>
      settledMarks(marks, { level, from, before }, this.serverTime(), { limit: MARKS_A_ROUND, maxTimeMs: SHORT_MS }),
    );
  }
}
