import { once } from 'node:events';
import type { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core';
import { type Connection, createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../libs/activity-tracker/test/eventually.js';
import { startReplicaSet } from '../libs/activity-tracker/test/replica-set.js';
import { OrdersController } from './support/orders.controller.js';
import { tracked, type TrackedApp } from './support/tracked-app.js';

const dbName = 'failover';
const AT_ONCE = 5;

describe('a replica set of three whose primary is killed', () => {
  let replicaSet: MongoMemoryReplSet | undefined;
  let app: TrackedApp | undefined;
  const connections: Connection[] = [];
  beforeAll(async () => {
    replicaSet = await startReplicaSet(3);
  }, 180_000);
  afterEach(() => app?.close());
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await replicaSet?.stop({ doCleanup: true, force: true });
  });

  const connect = async (uri: string) => {
    const connection = await createConnection(uri, { dbName, directConnection: true }).asPromise();
    connections.push(connection);
    return connection;
  };
  const roleOf = async (server: MongoMemoryServer): Promise<'primary' | 'secondary' | undefined> => {
    const connection = await connect(server.getUri());
    const { isWritablePrimary, secondary } = (await connection.db!.admin().command({ hello: 1 })) as unknown as {
      isWritablePrimary: boolean;
      secondary: boolean;
    };
    return isWritablePrimary ? 'primary' : secondary ? 'secondary' : undefined;
  };
  const primaryOf = async ({ servers }: MongoMemoryReplSet) => {
    for (const server of servers) if ((await roleOf(server)) === 'primary') return server;
    throw new Error('no primary');
  };
  const idsOn = async (server: MongoMemoryServer) => {
    const connection = await connect(server.getUri());
    const documents = await connection
      .collection('activity_logs')
      .find({}, { projection: { _id: 1 }, readPreference: 'secondaryPreferred', readConcern: { level: 'majority' } })
      .toArray();
    return documents.map(({ _id }) => String(_id));
  };

  it('stores every record on the new primary, and on the old one after its return', async ({ skip }) => {
    if (!replicaSet) return skip('no replica set can be had here');
    const running = (app = await tracked('express', {
      controllers: [OrdersController],
      options: { mongo: { uri: replicaSet.getUri(), dbName }, buffer: { interval: 0.1, maxSize: 10 } },
    }));
    let answered = 0;
    const calls = async (times: number) => {
      for (let round = 0; round < times; round++) {
        const users = Array.from({ length: AT_ONCE }, (_, user) => running.get('/orders', { as: user }));
        for (const answer of await Promise.all(users)) expect(answer.status).toBe(200);
        answered += AT_ONCE;
      }
    };
    await calls(20);
    await eventually(() => expect(running.tracker.stats().stored).toBeGreaterThan(50));

    const killed = await primaryOf(replicaSet);
    const { mongodProcess } = killed.instanceInfo!.instance;
    const ended = once(mongodProcess!, 'exit');
    const traffic = calls(10);
    const { stored } = running.tracker.stats();
    await eventually(() => expect(running.tracker.stats().stored).toBeGreaterThan(stored), { interval: 1 });
    mongodProcess!.kill('SIGKILL');
    await Promise.all([ended, traffic]);
    await eventually(
      async () => {
        await calls(2);
        const now = running.tracker.stats();
        // What the killed primary had passed on is there already.
        expect(now.stored + now.duplicates, now.down?.reason).toBeGreaterThan(stored + 60);
      },
      { timeout: 45_000, interval: 50 },
    );
    await killed.stop({ doCleanup: false });
    await killed.start(true);
    await calls(20);
    await eventually(
      async () => {
        await running.tracker.flush();
        expect(running.tracker.stats()).toMatchObject({ waiting: 0, storeAway: false });
      },
      { timeout: 45_000 },
    );
    const stats = running.tracker.stats();
    expect(stats).toMatchObject({ rejected: 0, failed: 0, dropped: { full: 0, shutdown: 0, late: 0 } });
    expect(stats.stored + stats.duplicates).toBe(stats.accepted);
    const ids = await idsOn(await primaryOf(replicaSet));
    expect(ids).toHaveLength(stats.accepted);
    expect(stats.accepted).toBe(answered);
    await eventually(async () => expect((await idsOn(killed)).toSorted()).toEqual(ids.toSorted()), { timeout: 45_000 });
    expect(await roleOf(killed)).toBe('secondary');
  }, 180_000);
});
