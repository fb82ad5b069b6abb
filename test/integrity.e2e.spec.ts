import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Connection, createConnection, mongo } from 'mongoose';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SubjectDataService } from '../libs/activity-tracker/src/admin/erasure/subject-data.service.js';
import { ExportService } from '../libs/activity-tracker/src/admin/export/export.service.js';
import { ChainVerification } from '../libs/activity-tracker/src/integrity/verify/chain-verification.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const KEY = 'a key that the database does not hold';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [{ id: 1, 'unit.price': 3.5, $ref: null, nested: { 10: 'b', 9: 'a' } }];
  }

  @Post()
  create(@Body() order: unknown): unknown {
    return order;
  }
}

for (const platform of PLATFORMS) {
  describeWithMongo(`the chain of records on ${platform}`, (uri) => {
    let app: TrackedApp;
    let connection: Connection;
    let directory: string;
    let anchors: string;
    const { dbName } = freshDatabase();

    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'integrity-'));
      anchors = join(directory, 'anchors.ndjson');
      connection = await createConnection(uri, { dbName }).asPromise();
    });
    afterEach(async () => {
      await app.close();
      await connection.dropDatabase();
      await connection.close();
      rmSync(directory, { recursive: true });
    });

    async function start(options: ActivityTrackerOptions = {}): Promise<void> {
      app = await tracked(platform, {
        controllers: [OrdersController],
        options: {
          mongo: { uri, dbName },
          integrity: { chain: true, key: KEY, anchor: { to: anchors } },
          ...options,
          buffer: { sequence: true, ...options.buffer },
        },
      });
    }

    async function call(count: number): Promise<void> {
      for (let index = 0; index < count; index++) {
        await app.post('/orders', { index, '2': 'later', '1': 'first', price: 1.5, none: null }, { as: 7 });
        await app.get('/orders?page=2', { as: 8 });
      }
      await app.tracker.flush();
    }

    const collection = () => connection.collection('activity_logs');

    async function verify(key: string | undefined = KEY) {
      const verification = new ChainVerification({ key, checkpoints: readFileSync(anchors, 'utf8').split('\n') });
      const cursor = connection.db!.collection('activity_logs').find({}, { raw: true });
      for await (const raw of cursor) {
        const document = raw as unknown as Buffer;
        const { _id, instance, seq, created_time } = mongo.BSON.deserialize(document);
        verification.add({
          document,
          name: String(_id),
          instance: instance && String(instance),
          seq,
          createdTime: created_time,
        });
      }
      return verification.end();
    }

    it.each(['memory', 'journal'] as const)(
      'holds for what was stored, and ends with a checkpoint, with %s',
      async (durability) => {
        await start({ buffer: { ...(durability === 'journal' && { durability, spoolDirectory: directory }) } });
        await call(5);
        await app.close();
        const { findings, records, checkpoints, unanchored } = await verify();
        expect(findings).toEqual([]);
        // The calls, and the records of the start and the end.
        expect(records).toMatchObject({ whole: 12, unchained: 0 });
        expect({ checkpoints, unanchored }).toEqual({ checkpoints: { read: 2, proved: 2 }, unanchored: 0 });
        expect(statSync(anchors).mode & 0o777).toBe(0o600);
        expect(readFileSync(anchors, 'utf8')).not.toContain(KEY);
      },
    );

    it('shows what was changed, inserted and removed in the database', async () => {
      await start();
      await call(3);
      await app.close();
      await collection().updateOne({ seq: 3 }, { $set: { status_code: 204 } });
      await collection().insertOne({ user_id: 9, created_time: new Date() });
      await collection().deleteMany({ seq: { $gte: 7 } });
      const { findings } = await verify();
      expect(findings.map(({ kind }) => kind).sort()).toEqual(['changed', 'cut', 'inserted']);
    });

    it('holds for an erased person, who is shown as erased', async () => {
      await start();
      await call(3);
      const subjects = new SubjectDataService(app.store, new ExportService());
      await subjects.erase(7, { mode: 'pseudonym', dryRun: false });
      await app.close();
      const { findings, records } = await verify();
      expect(findings).toEqual([]);
      expect(records).toMatchObject({ erased: 3, whole: 5 });
    });

    it('says that the key is another', async () => {
      await start();
      await call(1);
      await app.close();
      const { findings } = await verify('another key of another application');
      expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['key']));
    });
  });
}
