import { createRequire } from 'node:module';
import type { ConnectOptions, mongo as Driver } from 'mongoose';

const { resolve } = createRequire(import.meta.url);

/** The driver of the application's Mongoose, without Mongoose, which takes 100 ms and several megabytes. */
export const mongo = createRequire(resolve('mongoose'))('mongodb') as typeof Driver;

export const Types = { ObjectId: mongo.ObjectId };

/** A connection with what MongoActivityStore uses of one. */
class Connection {
  db: Driver.Db | undefined;
  private client: Driver.MongoClient | undefined;

  on(): void {}

  async openUri(uri: string, options: ConnectOptions): Promise<void> {
    const { bufferCommands: _, autoIndex: __, autoCreate: ___, dbName, ...settings } = options;
    const client = new mongo.MongoClient(uri, settings);
    this.client = client;
    client.setMaxListeners(0);
    await client.connect();
    this.db = client.db(dbName);
  }

  getClient(): Driver.MongoClient | undefined {
    return this.client;
  }

  async destroy(): Promise<void> {
    await this.client?.close();
  }

  get models(): Record<string, undefined> {
    return {};
  }

  model(): { db: Connection } {
    return { db: this };
  }
}

export class Mongoose {
  createConnection(): Connection {
    return new Connection();
  }
}

export function Schema(): void {}
Schema.Types = {};
