import { Controller, Get, Header, type OnModuleInit } from '@nestjs/common';
import { ActivityTrackerService, SkipActivity } from 'nestjs-activity-tracker';
import { collectPrometheusMetrics } from 'nestjs-activity-tracker/prometheus';
import { Registry } from 'prom-client';

@Controller('metrics')
@SkipActivity()
export class MetricsController implements OnModuleInit {
  private readonly registry = new Registry();

  constructor(private readonly tracker: ActivityTrackerService) {}

  onModuleInit() {
    return collectPrometheusMetrics(this.tracker, this.registry);
  }

  @Get()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics() {
    return this.registry.metrics();
  }
}
