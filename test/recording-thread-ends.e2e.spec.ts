import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Controller, Param, Post } from '@nestjs/common';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { eventually } from '../libs/activity-tracker/test/eventually.js';
import { appsOverMongo } from './support/apps-over-mongodb.js';
import { recordingWorker } from './support/recording-worker.js';
import type { TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Post(':id')
  order(@Param('id') id: string): unknown {
    return { id };
  }
}

const CALLS = 8;
const inWorkerThread = recordingWorker();

describeWithMongo('a recording thread that ends', (uri) => {
  const { start, stop } = appsOverMongo('fastify', uri, [OrdersController]);
  const threads: Worker[] = [];
  const note = (worker: Worker): void => void threads.push(worker);

  afterEach(() => {
    process.off('worker', note);
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  /** @param isOnce whether the threads after the first one do not end */
  async function startEnding(stage: string, isOnce: boolean, options: ActivityTrackerOptions = {}) {
    vi.stubEnv('TEST_WORKER_FILE', inWorkerThread().workerFile);
    vi.stubEnv('TEST_THREAD_ENDS', stage);
    threads.length = 0;
    process.on('worker', note);
    if (isOnce) process.once('worker', () => vi.stubEnv('TEST_THREAD_ENDS', ''));
    return start({
      ...options,
      buffer: { sequence: true, maxSize: 3, interval: 60, shutdownTimeout: 60, ...options.buffer },
      recording: { thread: 'worker', workerFile: join(import.meta.dirname, 'fixtures/ending-worker.mjs') },
    });
  }

  async function call(app: TrackedApp, names: readonly (string | number)[]): Promise<void> {
    for (const name of names) expect((await app.post(`/orders/${name}`, { name }, { as: 7 })).status).toBe(201);
  }

  const storedCalls = async (app: TrackedApp): Promise<string[]> =>
    (await app.storedRecords())
      .filter(({ namespace }) => namespace === 'OrdersController')
      .map(({ url_path: path }) => String(path).slice('/orders/'.length))
      .toSorted();

  const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

  it.each(['starting', 'reading', 'queued', 'inserting', 'settling', 'counting', 'flush', 'end'])(
    'loses nothing and stores nothing twice if it ends at the stage %s',
    async (stage) => {
      const app = await startEnding(stage, true);
      await call(app, numbered(CALLS));
      if (stage !== 'end') await app.tracker.flush();
      await stop(app);
      const { stored, duplicates, ...rest } = app.tracker.stats();
      expect(rest).toMatchObject({ accepted: CALLS, waiting: 0, failed: 0, dropped: { full: 0, shutdown: 0 } });
      expect(stored + duplicates).toBe(CALLS);
      expect(await storedCalls(app)).toEqual(numbered(CALLS));
      expect(threads).toHaveLength(2);
    },
  );

  it('gives up a record with which two threads ended, and stores the others', async () => {
    const app = await startEnding('poison', false);
    await call(app, [0, 'poison', 1, 2]);
    await app.tracker.flush();
    expect(await storedCalls(app)).toEqual(['0', '1', '2']);
    expect(app.tracker.stats()).toMatchObject({ accepted: 3, failed: 1, waiting: 0 });
    expect(threads).toHaveLength(3);
    expect(app.transcript.lines.slice(-6).join('\n')).toContain('2 threads ended while building its record');
  });

  it('gives up a record with which two threads hang, and keeps the application answering meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    vi.stubEnv('TEST_THREAD_HANGS', 'yes');
    const app = await startEnding('poison', false);
    const hanging = (): number => app.transcript.lines.filter((line) => line === 'the thread hangs').length;
    await call(app, [0, 'poison', 1]);
    for (const count of [1, 2]) {
      await eventually(() => expect(hanging()).toBe(count));
      await call(app, [`during ${count}`]);
      vi.advanceTimersByTime(18_000);
    }
    await app.tracker.flush();
    expect(await storedCalls(app)).toEqual(['0', '1', 'during%201', 'during%202']);
    expect(app.tracker.stats()).toMatchObject({ accepted: 4, failed: 1, waiting: 0 });
    expect(app.transcript.lines.slice(-6).join('\n')).toContain('it gave no sign of life for 15 s');
  });
});
