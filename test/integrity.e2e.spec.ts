import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Connection, createConnection } from 'mongoose';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SubjectDataService } from '../libs/activity-tracker/src/admin/erasure/subject-data.service.js';
import { ExportService } from '../libs/activity-tracker/src/admin/export/export.service.js';
import { ChainVerification } from '../libs/activity-tracker/src/integrity/verify/chain-verification.js';
import { chainedRecordOf } from '../libs/activity-tracker/src/integrity/verify/verified-log.fixture.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { planRetention } from '../libs/activity-tracker/src/retention/retention-plan.js';
import { RetentionRun } from '../libs/activity-tracker/src/retention/retention-run.js';
import type { MongoActivityStore } from '../libs/activity-tracker/src/storage/mongo/mongo.store.js';
import type { RetentionState } from '../libs/activity-tracker/src/storage/port/retention-state.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { EVERY_PERMISSION } from './support/permissions.js';
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
      for await (const raw of cursor) verification.add(chainedRecordOf(raw as unknown as Buffer));
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

    const command = (...args: string[]) =>
      run(['verify', '--uri', uri, '--db', dbName, '--checkpoints', anchors, ...args], undefined, {
        ACTIVITY_TRACKER_KEY: KEY,
      });

    it('is verified at the command line, in the database and in an export', async () => {
      await start();
      await call(2);
      const admin = { claims: { permissions: EVERY_PERMISSION } };
      const exported = await app.get('/activity-logs/admin/api/export?format=ndjson&reason=audit', { as: 1, ...admin });
      const file = join(directory, 'export.ndjson');
      const text = await exported.text();
      writeFileSync(file, text);
      await app.close();

      expect(await command()).toMatchObject({ exitCode: 0, output: expect.stringContaining('The log is whole.') });
      const offline = await command('--file', file);
      expect(offline).toMatchObject({ error: '', output: expect.stringContaining('are as they were recorded') });
      expect(offline.output).toMatch(/4 whole/);

      writeFileSync(file, text.replace('"status_code":200', '"status_code":403'));
      expect(await command('--file', file)).toMatchObject({
        exitCode: 1,
        output: expect.stringMatching(/WRONG {3}record \w+ .* was changed after it was recorded/),
      });

      await collection().updateOne({ seq: 3 }, { $set: { user_id: 1 } });
      await collection().deleteMany({ seq: { $gte: 6 } });
      const found = await command();
      expect(found.exitCode).toBe(1);
      expect(found.output).toContain('was changed after it was recorded');
      expect(found.output).toContain('proves 6: 1 records are missing');
      expect(found.output).not.toContain(KEY);
    });

    it('does not end as verified without the key, unless the numbers alone are asked for', async () => {
      await start();
      await call(2);
      const file = join(directory, 'export.ndjson');
      await exportedTo(file);
      await app.close();
      const keyless = (...args: string[]) => run(['verify', '--uri', uri, '--db', dbName, ...args], undefined, {});
      for (const args of [[], ['--file', file]]) {
        expect(await keyless(...args)).toMatchObject({
          exitCode: 2,
          output: expect.stringMatching(/The contents of \d records were not verified: give integrity\.key/),
        });
        const { exitCode, output } = await keyless(...args, '--numbers-only', '--json');
        expect(exitCode).toBe(0);
        expect(JSON.parse(output)).toMatchObject({ verdict: 'whole', unexplained: 0 });
      }
      expect(JSON.parse((await keyless('--json')).output)).toMatchObject({ verdict: 'not-verified' });
      expect(await keyless('--numbers-only', '--all-chained')).toMatchObject({
        exitCode: 2,
        error: expect.stringContaining('--numbers-only verifies no hashes: leave it out, or --key-file'),
      });
      await collection().deleteMany({ seq: 3 });
      expect(await keyless()).toMatchObject({ exitCode: 1 });
    });

    const exportedTo = async (file: string): Promise<string> => {
      const admin = { claims: { permissions: EVERY_PERMISSION } };
      const exported = await app.get('/activity-logs/admin/api/export?format=ndjson&reason=audit', { as: 1, ...admin });
      const text = await exported.text();
      writeFileSync(file, text);
      return text;
    };

    it('is verified in an export of bodies whose keys JSON would put in another order', async () => {
      await start();
      const headers = { 'content-type': 'application/json' };
      await app.fetch('/orders', { method: 'POST', body: '{"2":"later","1":{"b":1,"7":2}}', headers, as: 7 });
      await app.tracker.flush();
      const file = join(directory, 'export.ndjson');
      const text = await exportedTo(file);
      await app.close();
      expect(text).toContain('"stored_bson":"');
      expect(await command('--file', file)).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 whole') });
      // What is shown, or what is verified, is another.
      for (const forged of [
        text.replace('"status_code":201', '"status_code":403'),
        text.replace(/"stored_bson":"(....)/, (_, four: string) => `"stored_bson":"${four.toLowerCase()}`),
      ]) {
        expect(forged).not.toBe(text);
        writeFileSync(file, forged);
        expect(await command('--file', file)).toMatchObject({
          exitCode: 1,
          output: expect.stringContaining('was changed after it was recorded'),
        });
      }
    });

    it('shows which numbers an export lacks, and finds them missing where the export is declared complete', async () => {
      await start();
      await call(3);
      const file = join(directory, 'export.ndjson');
      const lines = (await exportedTo(file)).trimEnd().split('\n');
      await app.close();
      expect(await command('--file', file, '--complete')).toMatchObject({ exitCode: 0, error: '' });
      writeFileSync(file, `${lines.toSpliced(2, 2).join('\n')}\n`);
      const open = await command('--file', file);
      expect(open.exitCode).toBe(0);
      expect(open.output).toMatch(
        /NOTE {4}\w+ \(began \S+\) lacks 2 records, and nothing explains it: seq 4–5\. The query of the export may/,
      );
      const complete = await command('--file', file, '--complete');
      expect(complete.exitCode).toBe(1);
      expect(complete.output).toMatch(/MISSING \w+ \(began \S+\) lacks 2 records, and nothing explains it: seq 4–5\n/);
    });

    it('holds where rules removed bodies, which are shown as removed', async () => {
      await start({ storage: { retention: [{ bodiesFor: '7d' }] } });
      await call(2);
      const cutoff = Date.now() + 8 * 86_400_000;
      await new RetentionRun(
        Object.assign(Object.create(app.store) as MongoActivityStore, {
          retention: Object.assign(Object.create(app.store.retention!) as RetentionState, {
            now: async () => new Date(cutoff),
          }),
        }),
        planRetention([{ bodiesFor: '7d' }]),
        { time: () => cutoff },
      ).complete();
      await app.close();
      const posted = await collection().findOne({ method: 'POST' });
      expect(posted).toMatchObject({ body: { omitted: 'retention' }, bodies_removed_at: expect.any(Date) });
      const { findings, records } = await verify();
      expect(findings).toEqual([]);
      expect(records).toMatchObject({ 'bodies-replaced': 4, whole: 2 });
      expect(await command()).toMatchObject({ exitCode: 0, output: expect.stringContaining('4 bodies-replaced') });
      await collection().updateOne({ method: 'POST' }, { $set: { 'body.size': 1 } });
      expect((await command()).output).toContain('was changed after it was recorded');
    });

    it('is accepted next to processes without one, before it was turned on and at the same time', async () => {
      await start({ integrity: {} });
      await call(1);
      const plain = app;
      await start();
      await call(1);
      const chained = app;
      app = plain;
      await call(1);
      await plain.close();
      app = chained;
      await app.close();
      const found = await command();
      expect(found).toMatchObject({ exitCode: 0, error: '' });
      expect(found.output).toMatch(
        /NOTE {4}1 process recorded without a chain since another had one: \w{24}\. Their chain was/,
      );
      const strict = await command('--all-chained');
      expect(strict.exitCode).toBe(1);
      expect(strict.output).toContain('has no link, although the chain had begun before it');
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
