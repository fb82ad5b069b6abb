import { afterAll } from 'vitest';
import { MongoActivityStore } from '../src/storage/mongo/mongo.store.js';
import { describeWithMongo } from './describe-with-mongodb.js';
import { dropDatabase } from './mongodb.js';

/** Makes stores over one database, which is dropped at the end. @param prefix of its name */
export function describeWithMongoStore(
  name: string,
  prefix: string,
  suite: (makeStore: () => MongoActivityStore) => void,
): void {
  describeWithMongo(name, (uri) => {
    const dbName = `${prefix}_${process.pid}`;
    afterAll(() => dropDatabase(uri, dbName));
    suite(() => new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn: () => {} }));
  });
}
