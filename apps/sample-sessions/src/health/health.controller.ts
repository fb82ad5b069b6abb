import { Controller, Get } from '@nestjs/common';
import { ActivityTrackerService, SkipActivity } from 'nestjs-activity-tracker';
import { Public } from '../staff/signed-in.guard.js';

@Controller('health')
@Public()
@SkipActivity()
export class HealthController {
  constructor(private readonly tracker: ActivityTrackerService) {}

  /** Well also while records wait: they are stored once the store is back. */
  @Get()
  check(): { status: string; records_waiting: number; store_away: boolean } {
    const { waiting, storeAway } = this.tracker.stats();
    return { status: 'ok', records_waiting: waiting, store_away: storeAway };
  }
}
