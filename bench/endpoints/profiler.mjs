import { MongoClient } from 'mongodb';

const SIZE = 64 * 1024 * 1024;

export class Profiler {
  /** @param {MongoClient} client @param {import('mongodb').Db} db */
  constructor(client, db) {
    this.client = client;
    this.db = db;
    this.since = new Date();
  }

  /** @param {string} uri @param {string} dbName */
  static async start(uri, dbName) {
    const client = await new MongoClient(uri, { appName: 'profiler' }).connect();
    const db = client.db(dbName);
    await db.createCollection('system.profile', { capped: true, size: SIZE });
    await db.command({ profile: 2 });
    return new Profiler(client, db);
  }

  async begin() {
    const { localTime } = await this.db.admin().command({ hello: 1 });
    this.since = localTime;
  }

  /** Since {@link begin}, by reading. */
  async documentsExamined() {
    const entries = await this.db
      .collection('system.profile')
      .find({
        ts: { $gte: this.since },
        appName: { $ne: 'profiler' },
        docsExamined: { $exists: true },
        op: { $in: ['query', 'command', 'getmore'] },
      })
      .toArray();
    return entries.reduce((sum, { docsExamined }) => sum + docsExamined, 0);
  }

  async stop() {
    await this.db.command({ profile: 0 });
    await this.client.close();
  }
}
