import { Controller, Get } from '@nestjs/common';
import { ActivityTrackerService, SkipActivity } from 'nestjs-activity-tracker';
import { AppService } from './app.service';

@Controller()
export class AppController {
  constructor(
    private readonly appService: AppService,
    // By type alone: the application and the library must see one class.
    private readonly tracker: ActivityTrackerService,
  ) {}

  @Get()
  getHello(): string {
    return this.appService.getHello();
  }

  @Get('skipped')
  @SkipActivity()
  skipped(): string {
    return `failed: ${this.tracker.stats().failed}`;
  }
}
