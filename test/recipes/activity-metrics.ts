import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { observeOpenTelemetryMetrics } from 'nestjs-activity-tracker/opentelemetry';

@Injectable()
export class ActivityMetrics implements OnModuleInit, OnModuleDestroy {
  private stop?: () => void;

  constructor(private readonly tracker: ActivityTrackerService) {}

  async onModuleInit() {
    this.stop = await observeOpenTelemetryMetrics(this.tracker);
  }

  onModuleDestroy() {
    this.stop?.();
  }
}
