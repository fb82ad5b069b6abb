import { ConsoleLogger, Controller, Get, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ActivityTrackerModule, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { optionsOf, PLATFORMS, settled, TrackedApp, Transcript } from '../support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): number[] {
    return [1];
  }
}

@Module({})
class HostModule {}

/** Takes a line only where a request of the host is under way, as loggers that read its context do. */
class LoggerOfRequests implements LoggerService {
  log = (_message: unknown, context?: unknown): void => this.refuse(context);
  warn = (_message: unknown, context?: unknown): void => this.refuse(context);
  error = (_message: unknown, context?: unknown): void => this.refuse(context);

  private refuse(context: unknown): void {
    if (context === 'ActivityTracker') throw new Error('there is no request');
  }
}

describe.each(PLATFORMS)('a logger of the host that throws, on %s', (platform) => {
  afterEach(() => vi.restoreAllMocks());

  it('stops neither boot nor process, loses no record, and the lines go to the console', async () => {
    const lines: unknown[] = [];
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(ConsoleLogger.prototype, level).mockImplementation((line: unknown) => void lines.push(line));
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('uncaughtException', note);
    const store = new InMemoryActivityStore();
    const nest = await NestFactory.create(
      {
        module: HostModule,
        imports: [ActivityTrackerModule.forRoot(optionsOf({ storage: { store } }))],
        controllers: [OrdersController],
      },
      platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
      { logger: new LoggerOfRequests(), abortOnError: false },
    );
    await nest.listen(0, '127.0.0.1');
    const app = new TrackedApp(nest, await nest.getUrl(), new Transcript());
    expect((await app.get('/orders', { headers: { authorization: 'Bearer no.token.atall' } })).status).toBe(200);
    expect((await app.get('/orders', { as: 7 })).status).toBe(200);
    expect(await app.record()).toMatchObject({ user_id: 7, status_code: 200 });
    vi.spyOn(store, 'insert').mockRejectedValue(new Error('the store is away'));
    expect((await app.get('/orders', { as: 7 })).status).toBe(200);
    await app.tracker.flush();
    expect(app.tracker.stats()).toMatchObject({ failed: 0, waiting: 1, unidentified: { malformed: 1 } });
    vi.mocked(store.insert).mockRestore();
    await app.close();
    await settled();
    process.off('uncaughtException', note);
    expect(uncaught).toEqual([]);
    expect(lines).toEqual([
      expect.stringContaining('Recording requests'),
      expect.stringContaining('The token is not a JSON Web Token'),
      expect.stringContaining('the store is away'),
      expect.stringContaining('The activity store is available again'),
    ]);
  });
});
