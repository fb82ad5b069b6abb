import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { All, Controller, Get, HttpCode, Injectable, Param, Post, Req, Res } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { createConnection } from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { CORPUS } from '../bench/payloads/corpus.mjs';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type ActivityLog, ActivityResource, type ActivityTrackerOptions, SignIn } from 'nestjs-activity-tracker';
import { appsOverMongo } from './support/apps-over-mongodb.js';
import { inOrder } from './support/comparable-records.js';
import { PLATFORMS, type Setting, type TrackedApp } from './support/tracked-app.js';
import { recordingWorker } from './support/recording-worker.js';

interface AnyResponse {
  raw?: AnyResponse;
  hijack?(): void;
  writeHead(status: number, headers: Record<string, string>): void;
  end(body: string): void;
}

@Controller()
class AnswersController {
  @All('corpus/:index')
  answer(@Param('index') index: string, @Res() response: AnyResponse): void {
    const { status, type, text } = CORPUS[Number(index)]!.response;
    response.hijack?.();
    const raw = response.raw ?? response;
    raw.writeHead(status, type ? { 'content-type': type, 'x-request-id': 'id-of-request' } : {});
    raw.end(text);
  }

  @Post('orders/:id')
  @ActivityResource('order', 'body.reference')
  order(@Param('id') id: string, @Req() { body }: { body: unknown }): unknown {
    return { id, of: body, token: 'a-secret-of-the-response' };
  }

  @Post('sign-in')
  @SignIn('email')
  @HttpCode(401)
  signIn(): unknown {
    return { message: 'wrong' };
  }

  @Get('reset/:token')
  reset(): unknown {
    return { done: true };
  }
}

/** Runs `work`, and returns the threads that it started. */
async function threadsOf<T>(work: () => Promise<T>): Promise<{ threads: Worker[]; result: T }> {
  const threads: Worker[] = [];
  const note = (worker: Worker): void => void threads.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  return { threads, result: await work() };
}

const requests = new AsyncLocalStorage<string>();

@Injectable()
class Listener {
  readonly heard: { record: ActivityLog; of: string | undefined }[] = [];

  @OnEvent('activity.logged')
  logged(record: ActivityLog): void {
    this.heard.push({ record, of: requests.getStore() });
  }
}

const inWorkerThread = recordingWorker();

for (const platform of PLATFORMS) {
  describeWithMongo(`a thread that records, on ${platform}`, (uri) => {
    const { start, stop, databases } = appsOverMongo(platform, uri, [AnswersController]);
    const inWorker = (options: ActivityTrackerOptions = {}, setting?: Setting): Promise<TrackedApp> =>
      start(
        {
          ...options,
          recording: { ...inWorkerThread(), ...options.recording },
        },
        setting,
      );

    it('stores the same record as the thread of the application, for each exchange of the corpus', async () => {
      const options: ActivityTrackerOptions = {
        capture: { responseHeaders: true, requestIdHeader: 'x-request-id', trackAnonymous: true },
        payloadKeys: ['company_id', 'roles'],
      };
      const [main, worker] = [await start(options), await inWorker(options)];
      expect(worker.transcript.lines.join('\n')).toContain('in a separate thread');
      for (const [index, { method, request }] of CORPUS.entries())
        for (const app of [main, worker])
          await app.fetch(`/corpus/${index}?token=t0p-s3cret-${index}`, {
            method,
            as: index % 2 === 0 ? 7 : undefined,
            claims: { company_id: index, roles: ['a', { of: index }] },
            headers: {
              ...(request.type && { 'content-type': request.type }),
              traceparent: `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`,
            },
            ...(method !== 'GET' && request.text !== '' && { body: request.text }),
          });
      const [expected, stored] = [await main.records(), await worker.records()];
      expect(stored).toHaveLength(CORPUS.length);
      expect(expected).toHaveLength(CORPUS.length);
      expect(inOrder(stored)).toEqual(inOrder(expected));
      expect(worker.tracker.stats()).toMatchObject({ accepted: CORPUS.length, stored: CORPUS.length, waiting: 0 });
    });

    it('stores the same record for bodies that are long, compressed or unreadable, and for what routes say', async () => {
      const options: ActivityTrackerOptions = { capture: { maxBodyBytes: 2_048, anonymizeIp: true } };
      const [main, worker] = [await start(options), await inWorker(options)];
      const long = { password: 'pa55word-of-a-long-body', text: 'x'.repeat(5_000), list: Array(500).fill('an entry') };
      const json = { 'content-type': 'application/json' };
      for (const app of [main, worker]) {
        await app.post(
          '/orders/1?token=s3cret-in-the-url',
          { reference: 'A-1', password: 'pa55word-9f8a7b6c5d', note: 'it is pa55word-9f8a7b6c5d' },
          { as: 7 },
        );
        await app.post('/orders/2', long, { as: 'someone' });
        await app.fetch('/orders/3', {
          method: 'POST',
          as: 7,
          headers: { ...json, 'content-encoding': 'gzip' },
          body: gzipSync('{"reference":"gz","pin":"1234"}'),
        });
        await app.fetch('/orders/4', { method: 'POST', as: 7, headers: json, body: '{"broken": ' });
        await app.fetch('/orders/5', {
          method: 'POST',
          as: 7,
          headers: { 'content-type': 'text/plain' },
          body: 'of no interest',
        });
        await app.fetch('/orders/6', {
          method: 'POST',
          as: 7,
          headers: json,
          body: '{"reference":"\u00e4\u20ac\ud83d\ude00 \\u0000"}',
        });
        await app.post('/sign-in', { email: 'a@b.example', password: 'wrong-pa55word' });
        await app.get('/reset/t0ken-of-a-path', { as: 7, headers: { 'x-forwarded-for': '203.0.113.9' } });
        await app.get('/none', { as: 7 });
        app.tracker.track({
          event: 'job done',
          userId: 7,
          data: { big: 2 ** 40, when: new Date(0), password: 'x', zero: -0 },
          at: new Date(5),
        });
      }
      const [expected, stored] = [await main.records(), await worker.records()];
      expect(stored).toHaveLength(10);
      expect(inOrder(stored)).toEqual(inOrder(expected));
      expect(JSON.stringify(stored)).not.toMatch(/pa55word|s3cret-in|t0ken-of|a-secret-of/);
      expect(stored.find(({ url_name: name }) => name === 'signIn')).toMatchObject({ attempted: 'a@b.example' });
    });

    it('loses nothing when the thread ends: the next one stores each record once, with the same numbers', async () => {
      const { threads, result: app } = await threadsOf(() =>
        inWorker({ buffer: { sequence: true, maxSize: 10, interval: 60, shutdownTimeout: 60 } }),
      );
      for (let index = 0; index < 60; index++) {
        if (index === 25 || index === 43) await threads.at(-1)!.terminate();
        await app.post(`/orders/${index}`, { reference: index }, { as: 7 });
      }
      await app.tracker.flush();
      expect(threads).toHaveLength(3);
      expect(app.tracker.stats()).toMatchObject({
        accepted: 60,
        waiting: 0,
        failed: 0,
        dropped: { full: 0, shutdown: 0 },
      });
      const { stored, duplicates } = app.tracker.stats();
      expect(stored + duplicates).toBe(60);
      expect(app.transcript.lines.filter((line) => line.startsWith('The recording thread ended'))).toHaveLength(1);
      await stop(app);
      const records = await readAll(uri, databases[0]!);
      const calls = records.filter(({ url_name: name }) => name === 'order');
      expect(new Set(calls.map(({ url_path: path }) => path)).size).toBe(60);
      expect(calls).toHaveLength(60);
      expect(new Set(records.map(({ instance }) => String(instance))).size).toBe(1);
      expect(records.map(({ seq }) => seq).toSorted((one, other) => one! - other!)).toEqual(
        Array.from({ length: 62 }, (_, index) => index + 1),
      );
      expect(
        records
          .map(({ url_name: name }) => name)
          .filter((name) => name !== 'order')
          .toSorted(),
      ).toEqual(['activity.started', 'activity.stopped']);
    });

    it('records on the thread of the application when the other one ended three times, and says so', async () => {
      const { threads, result: app } = await threadsOf(() => inWorker({ buffer: { interval: 60 } }));
      for (let death = 1; death <= 3; death++) {
        await app.post(`/orders/${death}`, { reference: death }, { as: 7 });
        await threads.at(-1)!.terminate();
      }
      await app.post('/orders/4', { reference: 4 }, { as: 7 });
      const records = await app.records();
      expect(records.map(({ url_path: path }) => path).toSorted()).toEqual([
        '/orders/1',
        '/orders/2',
        '/orders/3',
        '/orders/4',
      ]);
      expect(threads).toHaveLength(3);
      expect(app.tracker.stats()).toMatchObject({ accepted: 4, stored: 4, waiting: 0 });
      expect(app.transcript.lines.join('\n')).toContain("Recording on the application's own thread from now on");
    });

    it('leaves out bodies, then drops records, when the shared memory is full, and counts both', async () => {
      const away = 'mongodb://127.0.0.1:9/?directConnection=true&serverSelectionTimeoutMS=50';
      const app = await inWorker({
        mongo: { uri: away, dbName: 'none' },
        buffer: { maxBytes: 65_536, shutdownTimeout: 0.2 },
      });
      for (let index = 0; index < 80; index++)
        await app.post(`/orders/${index}`, { text: 'x'.repeat(3_000) }, { as: 7 });
      await app.tracker.flush();
      const { accepted, dropped, shed, waiting, storeAway, down } = app.tracker.stats();
      expect(shed).toBeGreaterThan(0);
      expect(dropped.full + dropped.evicted).toBeGreaterThan(0);
      expect(waiting).toBeGreaterThan(0);
      expect(accepted + dropped.full).toBe(80);
      expect({ storeAway, cause: down?.cause }).toEqual({ storeAway: true, cause: 'unreachable' });
      await stop(app);
      const after = app.tracker.stats();
      expect(after.waiting).toBe(0);
      expect(after.dropped.full + after.dropped.evicted + after.dropped.shutdown).toBe(80);
      expect(app.transcript.lines.join('\n')).toContain('activity records are lost');
    });

    it('stores what waits when the application closes', async () => {
      const app = await inWorker({ buffer: { interval: 60, maxSize: 1_000, shutdownTimeout: 60 } });
      for (let index = 0; index < 20; index++) await app.post(`/orders/${index}`, { reference: index }, { as: 7 });
      await stop(app);
      expect(await readAll(uri, databases[0]!)).toHaveLength(20);
      expect(app.tracker.stats()).toMatchObject({ accepted: 20, stored: 20, waiting: 0 });
    });

    it('has listeners told of the stored record, in the async context of its request', async () => {
      const app = await inWorker(
        { signal: true, buffer: { sequence: true } },
        {
          providers: [Listener],
          imports: [EventEmitterModule.forRoot()],
          configure: (nest) => {
            nest.use((request: { url: string }, _: unknown, next: () => void) => requests.run(request.url, next));
          },
        },
      );
      await app.post('/orders/1', { reference: 'A-1', password: 'pa55word' }, { as: 7 });
      await app.post('/orders/2', { reference: 'A-2' }, { as: 8 });
      app.tracker.track({ event: 'job done' });
      const records = await app.records({ namespace: { $ne: 'ActivityTracker' } });
      const { heard } = app.nest.get(Listener);
      expect(heard.map(({ of }) => of)).toEqual(['/orders/1', '/orders/2', undefined]);
      const byId = (list: ActivityLog[]) =>
        list.toSorted((one, other) => String(one._id).localeCompare(String(other._id)));
      expect(byId(heard.map(({ record }) => record))).toEqual(byId(records));
    });

    it('records for two applications in one process, each into its log, and for one after the other is closed', async () => {
      const [one, other] = [await inWorker({ signal: true }), await inWorker()];
      for (const [app, user] of [
        [one, 'one'],
        [other, 'other'],
      ] as const)
        for (const id of [1, 2]) await app.post(`/orders/${id}`, { reference: user }, { as: user });
      expect((await one.records()).map(({ user_id: user }) => user)).toEqual(['one', 'one']);
      await stop(one);
      await other.post('/orders/3', { reference: 3 }, { as: 'other' });
      expect((await other.records()).map(({ user_id: user }) => user)).toEqual(['other', 'other', 'other']);
      expect(other.tracker.stats()).toMatchObject({ accepted: 3, stored: 3, waiting: 0 });
    });

    it('stores nothing that waits in the thread of a person whose erasure was ordered', async () => {
      const app = await inWorker({ buffer: { interval: 60, maxSize: 1_000 } });
      await app.post('/orders/0', { reference: 0 }, { as: 7 });
      await app.records();
      for (const user of [7, 8]) await app.post(`/orders/${user}`, { reference: user }, { as: user });
      await app.store.erasureOrders!.issue(7, []);
      expect((await app.records()).map(({ url_path: path }) => path)).toEqual(['/orders/0', '/orders/8']);
      expect(app.tracker.stats()).toMatchObject({ accepted: 3, stored: 2, erased: 1, waiting: 0 });
      const told = await createConnection(uri, { dbName: databases.at(-1)! }).asPromise();
      expect(await told.collection('activity_logs_processes').countDocuments()).toBe(1);
      await told.close();
    });

    it('loads neither Nest nor Mongoose into the thread, which would take most of its memory', async () => {
      const built = inWorkerThread().workerFile ?? 'libs/activity-tracker/dist/worker.js';
      const imported = [...(await readFile(built, 'utf8')).matchAll(/from ?"([^"]+)"/g)].map(([, name]) => name);
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter((name) => !name!.startsWith('node:'))).toEqual([]);
    });

    it('says in the log and in health why the application itself records', async () => {
      const app = await start({ recording: { thread: 'worker', workerFile: 'not/there.js' } });
      expect(app.transcript.lines.join('\n')).toContain(
        'on the main thread (recording.workerFile is "not/there.js", which is not there)',
      );
      await app.post('/orders/1', { reference: 1 }, { as: 7 });
      expect(await app.records()).toHaveLength(1);
    });
  });
}

async function readAll(uri: string, dbName: string): Promise<ActivityLog[]> {
  const connection = await createConnection(uri, { dbName }).asPromise();
  const records = await connection.collection('activity_logs').find().toArray();
  await connection.close();
  return records as unknown as ActivityLog[];
}
