import { Controller, Get, Param } from '@nestjs/common';
import { type Connection, createConnection } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { ExportService } from '../libs/activity-tracker/src/admin/export/export.service.js';
import { SubjectDataService } from '../libs/activity-tracker/src/admin/erasure/subject-data.service.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  one(@Param('id') id: string): unknown {
    return { id };
  }
}

for (const platform of PLATFORMS) {
  describeWithMongo(`verification of a log on ${platform}`, (uri) => {
    let app: TrackedApp | undefined;
    let dbName: string;
    let database: Connection;

    beforeEach(async () => {
      ({ dbName } = freshDatabase());
      database = await createConnection(uri, { dbName }).asPromise();
    });
    afterEach(async () => {
      await app?.close();
      app = undefined;
      await database.dropDatabase();
      await database.close();
    });

    const logs = () => database.collection('activity_logs');
    const start = async (buffer: object = {}) =>
      (app = await tracked(platform, {
        controllers: [OrdersController],
        options: {
          mongo: { uri, dbName },
          buffer: { sequence: true, interval: 3_600, ...buffer },
          admin: { enabled: false },
        },
      }));
    const live = async (calls: number, buffer: object = {}) => {
      const running = await start(buffer);
      for (let call = 0; call < calls; call++) await running.get(`/orders/${call}`, { as: call % 3 });
      await running.records();
      return running;
    };
    const stop = async () => {
      await app!.close();
      app = undefined;
    };
    const verify = async (...args: string[]) => {
      const { exitCode, output, error } = await run(['verify', '--json', '--uri', uri, '--db', dbName, ...args]);
      return { exitCode, error, report: (output && JSON.parse(output)) as Record<string, unknown> };
    };

    it('frames a life with numbered records, which no list and no counter shows', async () => {
      const running = await live(3, { instanceName: 'pod-7' });
      expect(running.tracker.stats()).toMatchObject({ accepted: 3, stored: 3, waiting: 0 });
      expect((await running.tracker.adminHistory()).count).toBe(3);
      expect(await running.records()).toHaveLength(3);
      await stop();
      const stored = await logs().find().sort({ seq: 1 }).toArray();
      expect(stored.map(({ url_name, seq }) => [url_name, seq])).toEqual([
        ['activity.started', 1],
        ['one', 2],
        ['one', 3],
        ['one', 4],
        ['activity.stopped', 5],
      ]);
      expect(new Set(stored.map(({ instance }) => String(instance))).size).toBe(1);
      expect(stored[0]!['body']).toMatchObject({ name: 'pod-7', pid: process.pid });
      expect(stored[4]!['body']).toMatchObject({ last: 4 });
    });

    it('is whole after two lives, an erasure included', async () => {
      await live(6);
      await stop();
      const running = await live(4);
      const subjects = new SubjectDataService(running.store, new ExportService());
      expect(await subjects.erase(1, { mode: 'delete', dryRun: false })).toMatchObject({ records: 3 });
      await stop();
      const { exitCode, report } = await verify();
      expect(report).toMatchObject({
        verdict: 'whole',
        instances: 2,
        explained: { erasure: 3 },
        unexplained: 0,
        open: 0,
      });
      expect(exitCode).toBe(0);
      expect(await database.collection('activity_logs_verification').findOne()).toMatchObject({ verdict: 'whole' });
    });

    it('is not whole once a record, or the end, was removed by another program', async () => {
      await live(6);
      await stop();
      await logs().deleteOne({ seq: 4 });
      const { exitCode, report } = await verify();
      expect(exitCode).toBe(1);
      expect(report).toMatchObject({
        verdict: 'broken',
        unexplained: 1,
        findings: [{ code: 'missing-records', ranges: [[4, 4]] }],
      });
    });

    it('names records that the buffer dropped as explained', async () => {
      const running = await live(1, { maxBytes: 65_536 });
      for (let call = 0; call < 300; call++)
        running.tracker.track({ event: 'large', userId: 1, data: { text: 'x'.repeat(100) } });
      await running.tracker.flush();
      await running.records();
      const { dropped } = running.tracker.stats();
      expect(dropped.full + dropped.evicted).toBeGreaterThan(0);
      await stop();
      expect(await verify()).toMatchObject({
        exitCode: 0,
        report: { explained: { gap: dropped.full + dropped.evicted }, unexplained: 0 },
      });
    });

    it('reads a part of the log', async () => {
      await live(5);
      await stop();
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
      expect(await verify('--to', tomorrow)).toMatchObject({ exitCode: 0, report: { records: 7 } });
      expect(await verify('--from', tomorrow)).toMatchObject({
        exitCode: 2,
        error: expect.stringContaining('no records'),
      });
    });
  });
}
