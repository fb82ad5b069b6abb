import { Controller, Get } from '@nestjs/common';
import { ActivityTrackerService, SkipActivity } from 'nestjs-activity-tracker';
import { Public } from '../staff/signed-in.guard.js';

@Controller('health')
@Public()
@SkipActivity()
export class HealthController {
  constructor(private readonly tracker: ActivityTrackerService) {}

  /** Healthy during an outage of the store too: records are buffered until it is back. */
  @Get()
  check(): { status: string; records_waiting: number; store_away: boolean } {
    const { waiting, storeAway } = this.tracker.stats();
    return { status: 'ok', records_waiting: waiting, store_away: storeAway };
  }
}
