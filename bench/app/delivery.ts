import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { MongoClient, ObjectId, type Collection, type Document } from 'mongodb';
import type { ActivityLog } from 'nestjs-activity-tracker';
import type { Setting } from './mode.js';

const BATCH = 1_000;
/** What one record is accounted with; of no weight here. */
const BYTES = 1_000;
/** Records kept waiting, so that the buffer never runs empty. */
const AHEAD = 5_000;
const REFILL_EVERY_MS = 5;

interface Buffer {
  add(record: ActivityLog, bytes: number): void;
  flush(): Promise<void>;
  stats(): { stored: number; waiting: number };
}

interface Delivered {
  perSecond: number;
  /** Microseconds of this process for each record. */
  cpu: number;
}

export class Delivery {
  private constructor(
    private readonly patterns: Document[],
    private readonly collection: Collection,
    private readonly buffer: Buffer,
  ) {}

  static async prepare(app: INestApplication, { uri, dbName }: Setting): Promise<Delivery> {
    const client = await new MongoClient(uri).connect();
    const recorded = client.db(dbName).collection('activity_logs');
    const collection = client.db(dbName).collection('raw');
    for (const { key } of await recorded.indexes())
      if (!('_id' in key) || Object.keys(key).length > 1) await collection.createIndex(key);
    return new Delivery(await recorded.find().toArray(), collection, await bufferOf(app));
  }

  raw(seconds: number): Promise<Delivered> {
    return measured(async (endsAt) => {
      let stored = 0;
      while (performance.now() < endsAt) {
        const batch = Array.from({ length: BATCH }, (_, index) => this.copy(index));
        stored += (await this.collection.insertMany(batch, { ordered: false })).insertedCount;
      }
      return stored;
    }, seconds);
  }

  ours(seconds: number): Promise<Delivered> {
    const { buffer } = this;
    return measured(async (endsAt) => {
      const before = buffer.stats().stored;
      let made = 0;
      while (performance.now() < endsAt) {
        while (buffer.stats().waiting < AHEAD) buffer.add(this.copy(made++) as ActivityLog, BYTES);
        // To look again at once would burn the CPU that is being measured.
        await wait(REFILL_EVERY_MS);
      }
      await buffer.flush();
      return buffer.stats().stored - before;
    }, seconds);
  }

  private copy(index: number): Document {
    return { ...this.patterns[index % this.patterns.length], _id: new ObjectId() };
  }
}

async function measured(work: (endsAt: number) => Promise<number>, seconds: number): Promise<Delivered> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const stored = await work(startedAt + seconds * 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (stored * 1000) / (performance.now() - startedAt), cpu: (user + system) / stored };
}

/** The buffer is no part of the public API: it is found by the file it stands in. */
async function bufferOf(app: INestApplication): Promise<Buffer> {
  const file = new URL('buffer/log-buffer.service.js', import.meta.resolve('nestjs-activity-tracker')).href;
  const { LogBufferService } = (await import(file)) as { LogBufferService: new () => Buffer };
  return app.get(LogBufferService, { strict: false });
}
