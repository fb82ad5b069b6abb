import { type Connection, createConnection } from 'mongoose';
import type { MongoMemoryServer } from 'mongodb-memory-server-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOwnMongod } from '../../../../test/own-mongod.js';
import { eventually } from '../../../../test/eventually.js';
import { MongoActivityStore } from '../mongo.store.js';
import { inspectMongo } from './inspect.js';

let mongod: MongoMemoryServer | undefined;
let host: Connection;

beforeAll(async () => {
  mongod = await startOwnMongod({ args: ['--setParameter', 'enableTestCommands=1'] });
  if (mongod) host = await createConnection(mongod.getUri(), { dbName: 'inspected' }).asPromise();
});
afterAll(async () => {
  await host?.close();
  await mongod?.stop({ doCleanup: true, force: true });
});

it('warns of no index that an application is making at the moment', async (context) => {
  if (!mongod) context.skip('no mongod can be had here');
  const collectionName = 'logs';
  const target = { uri: mongod!.getUri(), dbName: 'inspected', collectionName, retentionDays: 30 };
  const found = async () => {
    const findings = await inspectMongo(target);
    return findings.filter(({ check }) => check === 'indexes' || check === 'retention');
  };
  await host.collection(collectionName).insertOne({ user_id: 7, created_time: new Date() });
  expect((await found()).map(({ level }) => level)).toEqual(['warning', 'warning']);
  const hang = (mode: string) => host.db!.admin().command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode });
  await hang('alwaysOn');
  const store = new MongoActivityStore({ ...target, warn: () => {} });
  const opening = store.open();
  try {
    await eventually(async () =>
      expect(await found()).toMatchObject([
        { level: 'ok', message: expect.stringMatching(/^being made, now [\w,-]+\. Missing until then: \{/) },
        { level: 'ok', message: expect.stringContaining('The app changes that at boot.') },
      ]),
    );
  } finally {
    await hang('off');
    await opening;
    await store.close();
  }
  expect(await found()).toMatchObject([
    { level: 'ok', message: 'all there' },
    { level: 'ok', message: 'records are kept for 30 days' },
  ]);
});
