import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Param } from '@nestjs/common';
import { type Connection, createConnection } from 'mongoose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventually } from '../libs/activity-tracker/test/eventually.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../libs/activity-tracker/test/tcp-proxy.js';
import { spoolSegments } from './support/files-below.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  one(@Param('id') id: string): unknown {
    return { id };
  }
}

/** Until inserts that other processes began have ended. */
const WAIT_MS = 12_000;
const KEY = 'sixteen bytes and more';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION } };

/** For all applications of this process, until mocks are restored. */
function passTime(milliseconds: number): void {
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    vi.spyOn(clock, 'now').mockImplementation(() => now() + milliseconds);
  }
}

for (const platform of PLATFORMS) {
  describeWithMongo(`an erasure while records wait in another process on ${platform}`, (uri) => {
    const apps = new Set<TrackedApp>();
    let dbName: string;
    let database: Connection;
    let proxies: { live: TcpProxy; stopped: TcpProxy };
    let root: string;

    beforeEach(async () => {
      ({ dbName } = freshDatabase());
      database = await createConnection(uri, { dbName }).asPromise();
      const { hostname, port } = new URL(uri);
      const started = () => startTcpProxy(hostname, Number(port || 27017));
      // A process that has ended inserts nothing any more: its own proxy stays cut.
      proxies = { live: await started(), stopped: await started() };
      root = mkdtempSync(join(tmpdir(), 'erasure-'));
    });
    afterEach(async () => {
      vi.restoreAllMocks();
      for (const app of apps) await app.close();
      apps.clear();
      for (const proxy of Object.values(proxies)) await proxy.close();
      await database.dropDatabase();
      await database.close();
      rmSync(root, { recursive: true, force: true });
    });

    const start = async (through: string, spool?: string): Promise<TrackedApp> => {
      const app = await tracked(platform, {
        controllers: [OrdersController],
        options: {
          mongo: { uri: through, dbName },
          buffer: {
            sequence: true,
            interval: 3_600,
            shutdownTimeout: 1,
            ...(spool !== undefined && { spoolDirectory: join(root, spool) }),
          },
          integrity: { chain: true, key: KEY },
        },
      });
      apps.add(app);
      return app;
    };
    const close = async (app: TrackedApp): Promise<void> => {
      apps.delete(app);
      await app.close();
    };
    const behind = ({ port }: TcpProxy) => `mongodb://127.0.0.1:${port}/?directConnection=true`;
    const erase = async (app: TrackedApp, id: number): Promise<unknown> => {
      const path = `/activity-logs/admin/api/users/${id}/data?mode=delete`;
      const dryRun = (await (await app.fetch(path, { method: 'DELETE', ...ADMIN })).json()) as { token: string };
      // Other processes may have inserts under way.
      const waited = vi.fn(() => passTime(WAIT_MS));
      const timer = globalThis.setTimeout;
      const timers = vi.spyOn(globalThis, 'setTimeout');
      timers.mockImplementation((act: (_: void) => void, milliseconds?: number, ...given: unknown[]) => {
        if (milliseconds === WAIT_MS) waited();
        return timer(act as (...all: unknown[]) => void, milliseconds === WAIT_MS ? 0 : milliseconds, ...given);
      });
      const carryOut = `${path}&dry_run=false&reason=by+letter&token=${dryRun.token}`;
      const result: unknown = await (await app.fetch(carryOut, { method: 'DELETE', ...ADMIN })).json();
      timers.mockRestore();
      expect(waited).toHaveBeenCalledOnce();
      return result;
    };
    const users = async (): Promise<unknown[]> =>
      (await database.collection('activity_logs').distinct('user_id', { namespace: 'OrdersController' })).toSorted();
    const verify = async () => {
      vi.stubEnv('ACTIVITY_TRACKER_KEY', KEY);
      const { exitCode, output } = await run(['verify', '--json', '--uri', uri, '--db', dbName]);
      vi.unstubAllEnvs();
      return { exitCode, report: JSON.parse(output) as Record<string, unknown> };
    };

    it('keeps records of the person in memory and in files out of the log, and the log verifiable', async () => {
      const [live, stopped, eraser] = [
        await start(behind(proxies.live), 'live'),
        await start(behind(proxies.stopped), 'stopped'),
        await start(uri),
      ];
      const call = async (app: TrackedApp, as: number): Promise<void> => {
        expect((await app.get(`/orders/${as}`, { as })).status).toBe(200);
      };
      for (const app of [live, stopped]) {
        for (const as of [7, 8]) await call(app, as);
        await app.tracker.flush();
      }
      for (const proxy of Object.values(proxies)) await proxy.cut();
      for (const app of [live, stopped]) for (const as of [7, 8, 7]) await call(app, as);
      await close(stopped);
      expect(readdirSync(join(root, 'stopped'))).not.toEqual([]);

      expect(await erase(eraser, 7)).toMatchObject({ dry_run: false, records: 2 });
      expect(await users()).toEqual([8]);

      await proxies.live.heal();
      const next = await start(uri, 'stopped');
      await eventually(async () => {
        for (const app of [live, next]) await app.tracker.flush();
        expect(live.tracker.stats()).toMatchObject({ waiting: 0, storeAway: false });
        expect(spoolSegments(join(root, 'stopped'))).toEqual([]);
      });
      expect(await users()).toEqual([8]);
      expect(live.tracker.stats().erased).toBe(2);
      // Its file still held the one that was stored and erased.
      expect(next.tracker.stats().erased).toBe(3);
      // Who comes back is recorded again.
      await call(live, 7);
      await live.tracker.flush();
      expect(await users()).toEqual([7, 8]);
      for (const app of apps) await close(app);
      expect(await verify()).toMatchObject({
        exitCode: 0,
        report: { verdict: 'whole', unexplained: 0, explained: { erasure: 6 } },
      });
    }, 60_000);
  });
}
