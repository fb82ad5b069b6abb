import { createConnection } from 'mongoose';
import { afterAll } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { describeActivityStore } from './activity-store.contract.js';
import { InMemoryActivityStore } from '../memory/in-memory.store.js';
import { MongoActivityStore } from '../mongo/mongo.store.js';

describeActivityStore('InMemoryActivityStore', () => new InMemoryActivityStore());

describeWithMongo('with MongoDB', (uri) => {
  const dbName = `contract_${process.pid}`;
  const host = createConnection(uri, { dbName });
  let collections = 0;
  const settings = () => ({ dbName, collectionName: `activity_logs_${++collections}`, warn: () => {} });

  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  describeActivityStore(
    'MongoActivityStore on its own connection',
    () => new MongoActivityStore({ uri, ...settings() }),
  );
  describeActivityStore(
    'MongoActivityStore on a connection of the host',
    () => new MongoActivityStore({ connection: host, ...settings() }),
  );
});
