import { Inject, Injectable } from '@nestjs/common';
import { ActivityTrackerService } from '../activity-tracker.service.js';
import { SharedClass } from '../package/shared-class.js';

const DEFAULT_KEY = 'activity_tracker';
/** The indicator is down for this time after a dropped record. Milliseconds. */
const DROPPING_MS = 60_000;

/** State of the tracker in a health check. @publicApi */
export interface ActivityTrackerHealth {
  /** `down` if records were dropped in the last minute; `up` while records only wait for the store. */
  status: 'up' | 'down';
  /** Number of records that wait for the store. */
  waiting: number;
  /** Number of records dropped since the application started. */
  dropped: number;
  /** `up`, or why records cannot be stored now. */
  store: 'up' | 'unreachable' | 'misconfigured';
}

/**
 * Health indicator for `@nestjs/terminus`: add it to the providers of the module with your health controller, and call
 * {@link isHealthy} in the check. It reads counters only, so probes do not use the store.
 * @publicApi
 */
@SharedClass('ActivityTrackerHealthIndicator')
@Injectable()
export class ActivityTrackerHealthIndicator {
  private seen = 0;
  private droppedAt = Number.NEGATIVE_INFINITY;

  /** @internal */
  constructor(@Inject(ActivityTrackerService) private readonly tracker: Pick<ActivityTrackerService, 'stats'>) {}

  /**
   * Down if records were dropped in the last minute. An unavailable store is no reason: records wait, and a restart of
   * the application would lose them.
   * @param key name in the result, default `activity_tracker`
   */
  isHealthy<const Key extends string = typeof DEFAULT_KEY>(
    key: Key = DEFAULT_KEY as Key,
  ): Record<Key, ActivityTrackerHealth> {
    const { dropped, waiting, storeAway, down, spool } = this.tracker.stats();
    const total = Object.values(dropped).reduce((sum, count) => sum + count, spool?.dropped ?? 0);
    // Shared by all probes, so that one probe does not hide a loss from another.
    if (total > this.seen) this.droppedAt = Date.now();
    this.seen = total;
    const health: ActivityTrackerHealth = {
      status: Date.now() - this.droppedAt < DROPPING_MS ? 'down' : 'up',
      waiting,
      dropped: total,
      store: storeAway ? (down?.cause ?? 'unreachable') : 'up',
    };
    return { [key]: health } as Record<Key, ActivityTrackerHealth>;
  }
}
