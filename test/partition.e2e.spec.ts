import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventually } from '../libs/activity-tracker/test/eventually.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { dropDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../libs/activity-tracker/test/tcp-proxy.js';
import { OrdersController } from './support/orders.controller.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

const CALLS_A_SECOND = 3;

for (const platform of PLATFORMS) {
  describeWithMongo(`a network that passes nothing on, on ${platform}`, (uri) => {
    let app: TrackedApp;
    let proxy: TcpProxy;
    const dbName = `partition_${platform}_${process.pid}`;

    beforeEach(async () => {
      const { hostname, port } = new URL(uri);
      proxy = await startTcpProxy(hostname, Number(port || 27017));
      app = await tracked(platform, {
        controllers: [OrdersController],
        options: {
          mongo: { uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, dbName },
          buffer: { interval: 1, maxSize: 5 },
        },
      });
      await app.tracker.flush();
    });
    afterEach(async () => {
      vi.useRealTimers();
      await app.close();
      await proxy.close();
      await dropDatabase(uri, dbName);
    });

    // The driver keeps its own time, which is not fake: what passes here are the tracker's deadlines and pauses.
    it.each([
      [2, 0, 3],
      [60, 4, 8],
    ])('for %i s: loses no record, and limits retries', async (seconds, leastTries, mostTries) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
      const before = proxy.connections;
      proxy.freeze();
      for (let second = 0; second < seconds; second++) {
        for (let call = 0; call < CALLS_A_SECOND; call++)
          expect((await app.get('/orders', { as: call, headers: { connection: 'close' } })).status).toBe(200);
        await vi.advanceTimersByTimeAsync(1_000);
        await settled();
      }
      const { retries, dropped } = app.tracker.stats();
      expect(retries).toBeGreaterThanOrEqual(leastTries);
      expect(retries).toBeLessThanOrEqual(mostTries);
      expect(dropped).toEqual({ full: 0, evicted: 0, shutdown: 0, late: 0 });
      // The driver's monitor and its two pools of one attempt each, and not one for each call.
      expect(proxy.connections - before).toBeLessThanOrEqual(3 * (retries + 1));

      vi.useRealTimers();
      await proxy.heal();
      await eventually(
        async () => {
          await app.tracker.flush();
          expect(app.tracker.stats()).toMatchObject({ waiting: 0, storeAway: false });
        },
        { timeout: 45_000 },
      );
      const calls = seconds * CALLS_A_SECOND;
      expect(app.tracker.stats()).toMatchObject({ accepted: calls, rejected: 0, failed: 0 });
      expect(await app.store.count({}, 1_000)).toBe(calls);
    });
  });
}
