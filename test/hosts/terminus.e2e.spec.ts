import { Controller, Get, Injectable } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  MemoryHealthIndicator,
  TerminusModule,
} from '@nestjs/terminus';
import { SkipActivity, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

@Injectable()
class QueueHealth {
  isUp = true;

  constructor(private readonly indicators: HealthIndicatorService) {}

  check() {
    const indicator = this.indicators.check('queue');
    return this.isUp ? indicator.up({ jobs: 3 }) : indicator.down({ reason: 'no broker' });
  }
}

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly memory: MemoryHealthIndicator,
    private readonly queue: QueueHealth,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.memory.checkHeap('heap', 2 ** 40), () => this.queue.check()]);
  }

  @Get('live')
  @HealthCheck()
  @SkipActivity()
  live() {
    return this.health.check([]);
  }
}

describe.each(PLATFORMS)('health checks of @nestjs/terminus on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (options: ActivityTrackerOptions = {}) => {
    app = await tracked(platform, {
      imports: [TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 0 })],
      controllers: [HealthController],
      providers: [QueueHealth],
      options,
    });
  };
  const status = async (path: string, as?: number) => {
    const response = await app.get(path, { as });
    return [response.status, ((await response.json()) as { status?: string }).status];
  };
  const recorded = async () =>
    (await app.records()).map(({ user_id, url_name, status_code }) => [user_id, url_name, status_code]);

  it('respond as without the tracker, and are not recorded for anonymous probes', async () => {
    await start();
    expect(await status('/health')).toEqual([200, 'ok']);
    app.nest.get(QueueHealth).isUp = false;
    expect(await status('/health')).toEqual([503, 'error']);
    expect(await recorded()).toEqual([]);
    expect(app.tracker.stats()).toMatchObject({ accepted: 0, failed: 0 });
  });

  it('are recorded for signed-in users, even if a check is down, except with @SkipActivity()', async () => {
    await start();
    expect(await status('/health', 7)).toEqual([200, 'ok']);
    app.nest.get(QueueHealth).isUp = false;
    expect(await status('/health', 7)).toEqual([503, 'error']);
    expect(await status('/health/live', 7)).toEqual([200, 'ok']);
    expect(await recorded()).toEqual([
      [7, 'check', 200],
      [7, 'check', 503],
    ]);
    expect((await app.records())[1]).toMatchObject({
      response: { status: 'error', error: { queue: { status: 'down', reason: 'no broker' } } },
    });
  });

  it('are not recorded as anonymous requests with capture.skipPaths', async () => {
    await start({ capture: { trackAnonymous: true, skipPaths: ['/health'] } });
    expect(await status('/health')).toEqual([200, 'ok']);
    await (await app.get('/healthy')).text();
    expect((await app.records()).map(({ url_path }) => url_path)).toEqual(['/healthy']);
  });
});
