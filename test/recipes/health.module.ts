import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { SkipActivity } from 'nestjs-activity-tracker';
import { ActivityTrackerHealthIndicator } from 'nestjs-activity-tracker/terminus';

@Controller('health')
@SkipActivity()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly activity: ActivityTrackerHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.activity.isHealthy()]);
  }
}

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [ActivityTrackerHealthIndicator],
})
export class HealthModule {}
