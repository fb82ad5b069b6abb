import { readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ActivityMetrics } from './recipes/activity-metrics.js';
import { HealthModule } from './recipes/health.module.js';
import { MetricsController } from './recipes/metrics.controller.js';
import { PLATFORMS, type Setting, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return [{ id: 1 }];
  }
}

class FailingStore extends InMemoryActivityStore {
  isAway = false;

  override async insert(records: Parameters<InMemoryActivityStore['insert']>[0]) {
    if (this.isAway) throw new Error('the store is away');
    return super.insert(records);
  }
}

function withStore(store: FailingStore, setting: Setting): Setting {
  return {
    ...setting,
    controllers: [OrdersController, ...(setting.controllers ?? [])],
    options: { storage: { store }, buffer: { maxBytes: 65_536, maxSize: 10_000, interval: 3_600 } },
  };
}

describe.each(PLATFORMS)('recipes for operators on %s', (platform) => {
  let app: TrackedApp;
  afterEach(async () => {
    vi.useRealTimers();
    await app.close();
  });

  it('health: up while records are buffered, down while they are dropped, up a minute later', async () => {
    const store = new FailingStore();
    app = await tracked(platform, withStore(store, { imports: [HealthModule] }));
    const health = async () => {
      const response = await app.fetch('/health');
      const { details } = (await response.json()) as { details: Record<string, unknown> };
      return { status: response.status, ...(details['activity_tracker'] as { dropped: number }) };
    };
    expect(await health()).toEqual({ status: 'up', waiting: 0, dropped: 0, store: 'up' });

    store.isAway = true;
    await app.get('/orders', { as: 42 });
    await app.tracker.flush();
    expect(await health()).toEqual({ status: 'up', waiting: 1, dropped: 0, store: 'unreachable' });

    // Bodies give way first; then there is no room for records of any size.
    for (let count = 0; count < 2_000; count++) app.tracker.track({ event: 'import', userId: 42 });
    const { dropped } = app.tracker.stats();
    expect(dropped.full + dropped.evicted).toBeGreaterThan(0);
    expect(await health()).toMatchObject({ status: 'down', store: 'unreachable' });

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59_000 });
    expect(await health()).toMatchObject({ status: 'down' });
    vi.setSystemTime(Date.now() + 2_000);
    expect(await health()).toMatchObject({ status: 'up', store: 'unreachable' });
    expect((await health()).dropped).toBeGreaterThan(0);
    store.isAway = false;
  });

  it('Prometheus: counters of stats() under names with units', async () => {
    app = await tracked(platform, withStore(new FailingStore(), { controllers: [MetricsController] }));
    await app.get('/orders', { as: 42 });
    await app.get('/orders', { as: 42 });
    await app.tracker.flush();
    await app.get('/orders', { headers: { authorization: 'Bearer none' } });
    await app.get('/orders', { as: 42 });
    const scrape = async () => {
      const response = await app.fetch('/metrics');
      expect(response.headers.get('content-type')).toContain('text/plain');
      return response.text();
    };
    await scrape();
    const text = await scrape();
    for (const line of [
      '# TYPE activity_tracker_records_accepted_total counter',
      '# HELP activity_tracker_records_stored_total Records that the store confirmed.',
      'activity_tracker_records_accepted_total 3',
      'activity_tracker_records_stored_total 2',
      'activity_tracker_records_dropped_total{reason="full"} 0',
      'activity_tracker_records_dropped_total{reason="shutdown"} 0',
      'activity_tracker_buffer_records 1',
      'activity_tracker_store_up 1',
      '# TYPE activity_tracker_buffer_size_bytes gauge',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^activity_tracker_requests_unidentified_total\{cause="\w+"\} 1$/m);
  });

  it('OpenTelemetry: the same counters, from the application’s meter provider', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    try {
      app = await tracked(platform, withStore(new FailingStore(), { providers: [ActivityMetrics] }));
      await app.get('/orders', { as: 42 });
      await app.tracker.flush();
      await app.get('/orders', { as: 42 });
      await provider.forceFlush();
      const [scope] = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
      expect(scope?.scope.name).toBe('nestjs-activity-tracker');
      const points = Object.fromEntries(
        (scope?.metrics ?? []).map(({ descriptor: { name, unit }, dataPoints }) => [
          name,
          [unit, ...dataPoints.map(({ value, attributes }) => [value, ...Object.values(attributes)])],
        ]),
      );
      expect(points).toMatchObject({
        'activity_tracker.records.accepted': ['{record}', [2]],
        'activity_tracker.records.stored': ['{record}', [1]],
        'activity_tracker.records.dropped': ['{record}', [0, 'full'], [0, 'evicted'], [0, 'shutdown'], [0, 'late']],
        'activity_tracker.buffer.records': ['{record}', [1]],
        'activity_tracker.buffer.size': ['By', [expect.any(Number)]],
        'activity_tracker.store.up': ['1', [1]],
      });
    } finally {
      metrics.disable();
      await provider.shutdown();
    }
  });
});

describe('recipes in docs/monitoring.md', () => {
  it.each(['health.module', 'metrics.controller', 'activity-metrics'])('%s is the file that the tests run', (name) => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    expect(read('../docs/monitoring.md')).toContain(`\`\`\`ts\n${read(`recipes/${name}.ts`)}\`\`\``);
  });
});
