import { Inject, Injectable } from '@nestjs/common';
import { ACTIVITY_STORE, type ActivityStore } from '../../storage/activity-store.js';
import type { ActivityStatistics, Span } from '../../storage/statistics/statistics.js';
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

/** Calls over time. */
@Injectable()
export class TimelineService {
  private readonly statistics: ActivityStatistics;

  constructor(@Inject(ACTIVITY_STORE) store: ActivityStore) {
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
    const { slots, missing } = await this.statistics.ask({ edges, by: 'all', ...asked(filter) });
    return {
      time_zone: timeZone,
      slot,
      slots: slots.map((tallies, i) => {
        const sum = tallies.sum();
        return { from: edges[i]!, to: edges[i + 1]!, calls: sum.calls, by_class: byClass(sum) };
      }),
      missing,
    };
  }
}
