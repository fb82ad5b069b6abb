import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { slotAt } from '../../storage/statistics/slots.js';
import type { ActivityStatistics, Span } from '../../storage/port/statistics.js';
import { Tally } from '../../storage/tally/tally.js';
import type { LaterCalls } from './later-calls.js';
import { asked, byClass, type CallsByClass, type StatisticsFilter, statisticsOf } from './statistics-source.js';
import { edgesOf, type SlotLength, slotLengthFor } from './time-slots.js';
import { Zone } from '../../common/zone.js';

/** One slot of a timeline. @publicApi */
export interface TimelineSlot {
  from: Date;
  /** End, excluded. */
  to: Date;
  calls: number;
  by_class: CallsByClass;
}

/** Calls over time. @publicApi */
export interface Timeline {
  time_zone: string;
  slot: SlotLength;
  slots: TimelineSlot[];
  /** Spans that could not be counted in time; empty if the figures are exact. */
  missing: Span[];
}

/** Counting this many records is faster than reading some weeks of roll-ups. */
const FEW_RECORDS = 60_000;
const COUNT_MS = 100;

export class TimelineService {
  private readonly statistics: ActivityStatistics;

  constructor(private readonly store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /**
   * Counts calls by status class in up to 120 slots of local time.
   * @param timeZone IANA name, or an offset such as `+03:30`
   * @throws RangeError for an unknown time zone
   * @throws StoreUnavailableError
   */
  async timeline(range: Span, timeZone: string, filter: StatisticsFilter = {}): Promise<Timeline> {
    const slot = slotLengthFor(range);
    const edges = edgesOf(range, slot, new Zone(timeZone));
    const { slots, missing } = await this.statistics.query({
      edges,
      by: 'all',
      ...asked(await this.cheapest(filter, range)),
    });
    const sums = slots.map((tallies) => tallies.sum());
    return { time_zone: timeZone, slot, slots: sums.map((sum, index) => slotOf(sum, edges, index)), missing };
  }

  /** A filter without named routes or users reads all of them in each bucket: counting a few records is faster. */
  private async cheapest(filter: StatisticsFilter, { from, to }: Span): Promise<StatisticsFilter> {
    const { records, only, ...rest } = filter;
    if (!records || !only || only.among || (only.dimension !== 'route' && only.dimension !== 'user')) return filter;
    const within = { $and: [records, { created_time: { $gte: from, $lt: to } }] };
    const few = await this.store
      .count(within, FEW_RECORDS + 1, { maxTimeMs: COUNT_MS })
      .then((count) => count <= FEW_RECORDS)
      .catch(() => false);
    return few ? { records, ...rest } : filter;
  }

  /** @param countedTo time of the oldest record that was read, if not all were */
  timelineOf(
    records: readonly ActivityLog[],
    range: Span,
    timeZone: string,
    countedTo?: Date,
  ): Timeline & { later: LaterCalls } {
    const slot = slotLengthFor(range);
    const edges = edgesOf(range, slot, new Zone(timeZone));
    const sums = edges.slice(1).map(() => new Tally(null));
    const inSlots = records.filter(({ created_time }) => created_time < range.to);
    for (const { created_time, status_code: status } of inSlots) {
      const sum = sums[slotAt(edges, created_time.getTime())]!;
      sum.classes[typeof status === 'number' && status >= 100 && status < 600 ? Math.floor(status / 100) : 0]!++;
    }
    const missing = countedTo && countedTo > range.from ? [{ from: range.from, to: countedTo }] : [];
    const later = { from: range.to, calls: records.length - inSlots.length };
    return { time_zone: timeZone, slot, slots: sums.map((sum, index) => slotOf(sum, edges, index)), missing, later };
  }
}

function slotOf(sum: Tally, edges: readonly Date[], index: number): TimelineSlot {
  return { from: edges[index]!, to: edges[index + 1]!, calls: sum.calls, by_class: byClass(sum) };
}
