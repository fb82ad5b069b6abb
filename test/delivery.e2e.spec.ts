import { Controller, Get, Post } from '@nestjs/common';
import { getConnectionToken, MongooseModule } from '@nestjs/mongoose';
import { type Connection, createConnection } from 'mongoose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GapBody } from '../libs/activity-tracker/src/sequence/gap-record.js';
import { eventually } from '../libs/activity-tracker/test/eventually.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { dropDatabase, freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../libs/activity-tracker/test/tcp-proxy.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [{ id: 1, '$price.net': 3, nested: { when: '2026-01-01' } }];
  }

  @Post()
  create(): unknown {
    return { created: true };
  }
}

async function endOperationsOf(uri: string, comment: string): Promise<void> {
  const connection = await createConnection(uri, { dbName: 'admin' }).asPromise();
  const admin = connection.db!.admin();
  const { inprog } = (await admin.command({ currentOp: 1, 'command.comment': comment })) as unknown as {
    inprog: { opid: number }[];
  };
  for (const { opid } of inprog) await admin.command({ killOp: 1, op: opid });
  await connection.close();
}

for (const platform of PLATFORMS) {
  describeWithMongo(`delivery to MongoDB on ${platform}`, (uri) => {
    let app: TrackedApp | undefined;
    let proxy: TcpProxy;
    let through: string;
    let dbName: string;

    beforeEach(async () => {
      const { hostname, port } = new URL(uri);
      proxy = await startTcpProxy(hostname, Number(port || 27017));
      through = `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`;
      ({ dbName } = freshDatabase());
    });
    afterEach(async () => {
      await app?.close();
      app = undefined;
      await proxy.close();
      await dropDatabase(uri, dbName);
    });

    const start = async (options: Parameters<typeof tracked>[1] = {}) => {
      app = await tracked(platform, {
        controllers: [OrdersController],
        ...options,
        options: { mongo: { uri: through, dbName }, buffer: { maxSize: 20, interval: 0.1 }, ...options.options },
      });
      return app;
    };
    const load = async (running: TrackedApp, calls: number) => {
      const answers = await Promise.all(
        Array.from({ length: calls }, async (_, user) => {
          const response = await running.get('/orders', { as: user });
          return `${response.status} ${await response.text()}`;
        }),
      );
      return new Set(answers);
    };
    /** Resolves after a failed attempt: the driver looks for a server for two seconds, and would find one that is back by then. */
    const noticed = (running: TrackedApp) =>
      eventually(() => expect(running.tracker.stats()).toMatchObject({ storeAway: true }), { timeout: 45_000 });
    /** Until the store is back and everything waiting has been stored; the tracker's own retries have to do it. */
    const caughtUp = (running: TrackedApp) =>
      eventually(() => expect(running.tracker.stats()).toMatchObject({ waiting: 0, storeAway: false }), {
        timeout: 45_000,
      });

    it('stores one document per request', async () => {
      const running = await start();
      expect(await load(running, 50)).toEqual(
        new Set(['200 [{"id":1,"$price.net":3,"nested":{"when":"2026-01-01"}}]']),
      );
      const records = await running.records();
      expect(records).toHaveLength(50);
      expect(new Set(records.map(({ user_id }) => user_id)).size).toBe(50);
      expect(records[0]!.response).toEqual([{ id: 1, '$price.net': 3, nested: { when: '2026-01-01' } }]);
      expect(records[0]!.created_time).toBeInstanceOf(Date);
    });

    it('changes no response, loses no record that fits, and recovers if the store fails under load', async () => {
      const running = await start();
      const before = await load(running, 30);
      await running.tracker.flush();
      await proxy.cut();
      const during = await load(running, 100);
      await noticed(running);
      await proxy.heal();
      await caughtUp(running);
      const after = await load(running, 30);
      await running.tracker.flush();

      expect(during).toEqual(before);
      expect(after).toEqual(before);
      expect(await running.store.count({}, 1_000)).toBe(160);
      expect(running.tracker.stats()).toMatchObject({ accepted: 160, dropped: { full: 0 } });
      expect(running.transcript.lines.filter((line) => line.includes('Activity store unavailable'))).toHaveLength(1);
      expect(
        running.transcript.lines.filter((line) => line.includes('The activity store is available again')),
      ).toHaveLength(1);
    });

    it('drops and counts records that do not fit during an outage, logs it once, and stores a record of the gap', async () => {
      const running = await start({
        options: { mongo: { uri: through, dbName }, buffer: { maxSize: 20, interval: 0.1, maxBytes: 65_536 } },
      });
      await load(running, 1);
      await running.tracker.flush();
      await proxy.cut();
      expect(await load(running, 200)).toEqual(await load(running, 1));
      const { dropped, accepted } = running.tracker.stats();
      expect(dropped.full).toBeGreaterThan(50);
      expect(accepted + dropped.full).toBe(202);
      const lines = (): number => running.transcript.lines.filter((line) => line.includes('buffer is full')).length;
      await eventually(() => expect(lines()).toBeGreaterThan(0));

      await proxy.heal();
      await caughtUp(running);
      await running.tracker.flush();
      expect(await running.store.count({ url_name: 'list' }, 1_000)).toBe(accepted);
      const gaps = (await running.store.find({ url_name: 'activity.gap' })).map(({ body }) => body as GapBody);
      expect(gaps).toEqual([expect.objectContaining({ reason: 'full', count: dropped.full })]);
      expect(lines()).toBe(1);
    });

    it.each([
      ['is lost', (): Promise<unknown> => proxy.loseReplyTo('insert')],
      ['is invalid', (): Promise<unknown> => proxy.garbleReplyTo('insert')],
    ])('stores no record twice if a reply of the store %s', async (_how, spoilReply) => {
      const running = await start();
      await running.tracker.flush();
      await load(running, 5);
      const spoiled = spoilReply();
      const flushed = running.tracker.flush();
      await spoiled;
      await flushed;
      await caughtUp(running);
      expect(await running.store.count({}, 1_000)).toBe(5);
      expect(running.tracker.stats()).toMatchObject({ accepted: 5, dropped: { full: 0 }, rejected: 0 });
    });

    it('serves requests while the store is unavailable at boot, and stores records once it is available', async () => {
      await proxy.cut();
      const running = await start();
      expect((await running.get('/orders', { as: 1 })).status).toBe(200);
      expect((await running.get('/activity-logs/user-history', { as: 1 })).status).toBe(503);
      await proxy.heal();
      await caughtUp(running);
      expect(await (await running.get('/activity-logs/user-history', { as: 1 })).json()).toMatchObject({ count: 1 });
    });

    it('stores buffered records before the app has closed', async () => {
      const running = await start({
        options: { mongo: { uri: through, dbName }, buffer: { maxSize: 1_000, interval: 3_600 } },
      });
      await load(running, 25);
      await running.close();
      app = undefined;
      const connection = await createConnection(uri, { dbName }).asPromise();
      expect(await connection.collection('activity_logs').countDocuments()).toBe(25);
      await connection.close();
    });

    it('separates connections: neither the application’s nor the tracker’s hangs with the other', async () => {
      const running = await start({
        // One connection, so that an operation of any other client would block it.
        imports: [MongooseModule.forRoot(uri, { dbName, connectionName: 'main', maxPoolSize: 1 })],
      });
      const main = running.nest.get<Connection>(getConnectionToken('main'), { strict: false });
      const taken = vi.fn();
      main.getClient().on('connectionCheckedOut', taken);
      const asked = () => main.collection('stock').countDocuments();
      await load(running, 3);
      await running.tracker.flush();
      expect(taken).not.toHaveBeenCalled();

      proxy.freeze();
      await load(running, 3);
      const flushed = running.tracker.flush();
      for (let question = 0; question < 20; question++) expect(await asked()).toBe(0);
      expect(taken).toHaveBeenCalledTimes(20);
      expect(running.tracker.stats()).toMatchObject({ accepted: 6, stored: 3 });
      await proxy.heal();
      await flushed;
      await caughtUp(running);
      taken.mockClear();

      await main.collection('stock').insertOne({ name: 'lamp' });
      // Holds the host's only connection until it is ended.
      const holding = main
        .collection('stock')
        .find({ $where: 'sleep(30000) || true' }, { comment: dbName, maxTimeMS: 25_000 })
        .toArray()
        .catch(() => []);
      await eventually(() => expect(taken).toHaveBeenCalledTimes(2));
      await load(running, 3);
      await running.tracker.flush();
      expect(running.tracker.stats()).toMatchObject({ accepted: 9, stored: 9, waiting: 0 });
      expect(taken).toHaveBeenCalledTimes(2);
      await endOperationsOf(uri, dbName);
      await holding;
    });

    it('can share the application’s connection, and leaves it open', async () => {
      const running = await start({
        imports: [MongooseModule.forRoot(through, { dbName, connectionName: 'main' })],
        options: { mongo: { connectionName: 'main', collectionName: 'seen' } },
      });
      await load(running, 3);
      expect(await running.records()).toHaveLength(3);
      const connection = await createConnection(uri, { dbName }).asPromise();
      expect(await connection.collection('seen').countDocuments()).toBe(3);
      await connection.close();
    });
  });
}
