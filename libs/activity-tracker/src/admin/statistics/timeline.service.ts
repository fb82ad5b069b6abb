import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { slotAt } from '../../storage/statistics/slots.js';
import type { ActivityStatistics, Span } from '../../storage/port/statistics.js';
import { Tally } from '../../storage/tally/tally.js';
import { asked, byClass, type CallsByClass, type StatisticsFilter, statisticsOf } from './statistics-source.js';
import { edgesOf, type SlotLength, slotLengthFor } from './time-slots.js';
import { Zone } from './zone.js';

/** @publicApi */
export interface TimelineSlot {
  from: Date;
  /** The slot is without it. */
  to: Date;
  calls: number;
  by_class: CallsByClass;
}

/** @publicApi */
export interface Timeline {
  time_zone: string;
  slot: SlotLength;
  slots: TimelineSlot[];
  /** Spans that could not be counted in time; empty when the figures are exact. */
  missing: Span[];
}

/** Counted from the records in less time than the roll-ups of some weeks are read. */
const FEW_RECORDS = 60_000;
const COUNT_MS = 100;

/** Calls over time. */
export class TimelineService {
  private readonly statistics: ActivityStatistics;

  constructor(private readonly store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /**
   * Calls by status class in up to 120 slots that follow the clock of a time zone.
   * @param timeZone IANA name
   * @throws RangeError for a time zone that is not known
   * @throws StoreUnavailableError
   */
  async timeline(range: Span, timeZone: string, filter: StatisticsFilter = {}): Promise<Timeline> {
    const slot = slotLengthFor(range);
    const edges = edgesOf(range, slot, new Zone(timeZone));
    const { slots, missing } = await this.statistics.ask({
      edges,
      by: 'all',
      ...asked(await this.cheapest(filter, range)),
    });
    const sums = slots.map((tallies) => tallies.sum());
    return { time_zone: timeZone, slot, slots: sums.map((sum, index) => slotOf(sum, edges, index)), missing };
  }

  /** Where routes or users are not named, all of them have to be read of each bucket: a few records are counted sooner. */
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

  /**
   * The same of records at hand, for what a store cannot count.
   * @param countedTo time of the oldest record that was looked at, where not all were
   */
  timelineOf(records: readonly ActivityLog[], range: Span, timeZone: string, countedTo?: Date): Timeline {
    const slot = slotLengthFor(range);
    const edges = edgesOf(range, slot, new Zone(timeZone));
    const sums = edges.slice(1).map(() => new Tally(null));
    for (const { created_time, status_code: status } of records) {
      const sum = sums[slotAt(edges, created_time.getTime())]!;
      sum.classes[typeof status === 'number' && status >= 100 && status < 600 ? Math.floor(status / 100) : 0]!++;
    }
    const missing = countedTo && countedTo > range.from ? [{ from: range.from, to: countedTo }] : [];
    return { time_zone: timeZone, slot, slots: sums.map((sum, index) => slotOf(sum, edges, index)), missing };
  }
}

function slotOf(sum: Tally, edges: readonly Date[], index: number): TimelineSlot {
  return { from: edges[index]!, to: edges[index + 1]!, calls: sum.calls, by_class: byClass(sum) };
}
