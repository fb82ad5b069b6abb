import { Logger } from '@nestjs/common';
import { Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { StoreUnavailableError } from '../storage/activity-store.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { WAITING_FORM, type WaitingForm } from '../storage/waiting-form.js';
import { BufferOptions } from './buffer.options.js';
import { ApplicationLife } from './application-life.js';
import { LogBufferService } from './log-buffer.service.js';

const record = (name = 'x') => ({ _id: new Types.ObjectId(), url_name: name, created_time: new Date() }) as ActivityLog;

/** A real store that can be switched off, slowed down, and asked what it was given. */
class FaultyStore extends InMemoryActivityStore {
  away = false;
  readonly batches: number[] = [];
  inFlight = 0;
  mostInFlight = 0;
  hold: Promise<void> | undefined;

  override async insert(records: readonly ActivityLog[]) {
    if (this.away) throw new StoreUnavailableError('connect ECONNREFUSED');
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await this.hold;
    this.inFlight--;
    this.batches.push(records.length);
    return super.insert(records);
  }
}

describe('LogBufferService', () => {
  const said = {
    warn: vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined),
    error: vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined),
    log: vi.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined),
  };
  let store: FaultyStore;
  let interval: NodeJS.Timeout | undefined;

  beforeEach(() => {
    vi.useFakeTimers();
    for (const spy of Object.values(said)) spy.mockClear();
    store = new FaultyStore();
  });
  afterEach(() => {
    clearInterval(interval);
    vi.useRealTimers();
  });

  async function started(options: Partial<BufferOptions> = {}): Promise<LogBufferService> {
    const resolved = Object.assign(new BufferOptions(), options);
    const life = new ApplicationLife(resolved.shutdownTimeout * 1_000, () => true);
    const buffer = new LogBufferService(resolved, store, true, life);
    interval = setInterval(() => buffer.flushOnInterval(), resolved.interval * 1_000);
    buffer.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(0);
    return buffer;
  }

  it('flushes at maxSize, with what comes within ten milliseconds', async () => {
    const buffer = await started({ maxSize: 3 });
    for (let index = 0; index < 3; index++) buffer.add(record(), 1);
    await vi.advanceTimersByTimeAsync(9);
    buffer.add(record(), 1);
    expect(store.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(store.batches).toEqual([4]);
  });

  it('keeps what the store prepares in the place of a record, and accounts for its bytes', async () => {
    const waiting = Object.assign(record(), { byteLength: 700 });
    Object.assign(store, { [WAITING_FORM]: { prepare: () => waiting, release: () => undefined } });
    const insert = vi.spyOn(store, 'insert');
    const buffer = await started();
    buffer.add(record(), 1);
    expect(buffer.stats().waitingBytes).toBe(700);
    await buffer.flush();
    expect(insert.mock.calls).toEqual([[[expect.objectContaining({ _id: waiting._id })]]]);
  });

  it('notes a gap as soon as there is room for that, and not only where there is at once', async () => {
    const buffer = await started({ maxBytes: 2_000 });
    let goOn = () => {};
    store.hold = new Promise((resolve) => (goOn = resolve));
    buffer.add(record(), 500);
    const storing = buffer.flush();
    await vi.advanceTimersByTimeAsync(0);
    for (let index = 0; index < 5; index++) buffer.add(record(), 500);
    goOn();
    await storing;
    await buffer.flush();
    const gaps = await store.find({ url_name: 'activity.gap' });
    expect(gaps.map(({ body }) => body)).toMatchObject([{ count: 2, reason: 'full' }]);
    expect(buffer.stats()).toMatchObject({ accepted: 5, stored: 5, waiting: 0, dropped: { full: 2 } });
  });

  it('lets the store have back what it prepared once that is stored or refused, and not before', async () => {
    const released: unknown[] = [];
    const form: WaitingForm = {
      prepare: (waiting) => Object.assign(waiting, { byteLength: 600 }),
      release: ({ url_name }) => released.push(url_name),
    };
    Object.assign(store, { away: true, [WAITING_FORM]: form });
    const buffer = await started({ maxBytes: 1_000 });
    for (const name of ['waits', 'refused']) buffer.add(record(name), 1);
    await buffer.flush();
    expect(released).toEqual(['refused']);
    store.away = false;
    await buffer.flush();
    // Of what was refused a record of ours tells.
    expect(released).toEqual(['refused', 'waits', 'activity.gap']);
  });

  it('flushes what waits at each interval', async () => {
    const buffer = await started({ interval: 10 });
    buffer.add(record(), 1);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(store.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(store.batches).toEqual([1]);
  });

  it('never has two flushes under way', async () => {
    const buffer = await started({ maxSize: 2 });
    let release!: () => void;
    store.hold = new Promise((resolve) => (release = resolve));
    for (let index = 0; index < 2_500; index++) {
      buffer.add(record(), 1);
      void buffer.flush();
    }
    await vi.advanceTimersByTimeAsync(1_000);
    release();
    await buffer.flush();
    expect(store.mostInFlight).toBe(1);
    expect(buffer.stats()).toMatchObject({ accepted: 2_500, stored: 2_500, waiting: 0 });
  });

  describe('S8: a store that takes three seconds for each insert', () => {
    const INSERT_MS = 3_000;
    const RECORD_BYTES = 1_000;

    /** Records that come each second for a minute; then as long as it takes. */
    async function load(perSecond: number, options: Partial<BufferOptions>) {
      const buffer = await started(options);
      vi.spyOn(store, 'insert').mockImplementation(async (records) => {
        store.inFlight++;
        store.mostInFlight = Math.max(store.mostInFlight, store.inFlight);
        await new Promise((resolve) => setTimeout(resolve, INSERT_MS));
        store.inFlight--;
        store.batches.push(records.length);
        return InMemoryActivityStore.prototype.insert.call(store, records);
      });
      let mostBytes = 0;
      let mostWaiting = 0;
      for (let second = 0; second < 60; second++) {
        for (let index = 0; index < perSecond; index++) buffer.add(record(), RECORD_BYTES);
        await vi.advanceTimersByTimeAsync(1_000);
        mostBytes = Math.max(mostBytes, buffer.stats().waitingBytes);
        mostWaiting = Math.max(mostWaiting, buffer.stats().waiting);
      }
      await vi.advanceTimersByTimeAsync(3_600_000);
      return { buffer, mostBytes, mostWaiting };
    }

    it('holds a load that it can hold: batches are full, memory stays flat, nothing is lost', async () => {
      const { buffer, mostWaiting } = await load(10, { maxSize: 20, interval: 10 });
      expect(buffer.stats()).toMatchObject({
        accepted: 600,
        stored: 600,
        waiting: 0,
        waitingBytes: 0,
        storeAway: false,
      });
      expect(await store.count({}, 1_000)).toBe(600);
      expect(store.mostInFlight).toBe(1);
      expect(Math.max(...store.batches)).toBeGreaterThan(20);
      // What arrives within two inserts, and what was needed to begin one.
      expect(mostWaiting).toBeLessThanOrEqual(20 + 2 * 10 * (INSERT_MS / 1_000));
    });

    it('is overrun by more: memory ends at its bound, and what is missing is counted and noted', async () => {
      const maxBytes = 200 * RECORD_BYTES;
      const { buffer, mostBytes } = await load(100, { maxSize: 20, interval: 10, maxBytes });
      const { accepted, stored, dropped } = buffer.stats();
      expect(mostBytes).toBeLessThanOrEqual(maxBytes);
      expect(store.mostInFlight).toBe(1);
      expect(dropped.full).toBeGreaterThan(0);
      const gaps = await store.find({ url_name: 'activity.gap' });
      expect(accepted + dropped.full).toBe(6_000 + gaps.length);
      expect(stored).toBe(accepted);
      expect(gaps.reduce((sum, gap) => sum + (gap.body as { count: number }).count, 0)).toBe(dropped.full);
    });
  });

  it('keeps what a store that is away refused, tries again with growing pauses, and says so once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const buffer = await started({ maxSize: 1 });
    store.away = true;
    const tries = vi.spyOn(store, 'insert');
    for (let index = 0; index < 5; index++) buffer.add(record(), 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(tries).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tries).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(tries).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toHaveBeenCalledTimes(3);
    expect(said.warn).toHaveBeenCalledOnce();
    expect(buffer.stats()).toMatchObject({ waiting: 5, storeAway: true, retries: 3 });

    store.away = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(buffer.stats()).toMatchObject({ waiting: 0, stored: 5, storeAway: false });
    expect(said.log).toHaveBeenCalledWith(expect.stringContaining('is back'));
  });

  it('drops the newest when it is full, counts them, says it once, and leaves a gap record', async () => {
    const buffer = await started({ maxSize: 1, maxBytes: 65_536 });
    store.away = true;
    for (let index = 0; index < 10; index++) buffer.add(record(`r${index}`), 20_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(buffer.stats()).toMatchObject({ accepted: 3, dropped: { full: 7 } });
    expect(said.error).toHaveBeenCalledOnce();

    store.away = false;
    await vi.advanceTimersByTimeAsync(60_000);
    const stored = await store.find({}, { sort: { _id: 1 } });
    expect(stored.map(({ url_name }) => url_name)).toEqual(['r0', 'r1', 'r2', 'activity.gap']);
    expect(stored[3]!.body).toMatchObject({ count: 7, reason: 'full' });
  });

  it('a record the store refuses is counted, said once for each reason, and left behind', async () => {
    const buffer = await started();
    const bad = record();
    vi.spyOn(store, 'insert').mockResolvedValue({
      stored: 1,
      duplicates: 0,
      rejected: [{ record: bad, reason: 'too deep' }],
    });
    for (let round = 0; round < 3; round++) {
      buffer.add(record(), 1);
      buffer.add(bad, 1);
      await buffer.flush();
    }
    expect(buffer.stats()).toMatchObject({ stored: 3, rejected: 3, waiting: 0 });
    expect(said.error).toHaveBeenCalledOnce();
  });

  it('shutdown stores what waits, also what is still being made, and only then closes the store', async () => {
    const buffer = await started();
    const closed = vi.spyOn(store, 'close');
    buffer.add(record('waiting'), 1);
    buffer.expect(new Promise((resolve) => setTimeout(resolve, 100)).then(() => buffer.add(record('being made'), 1)));
    const done = buffer.beforeApplicationShutdown().then(() => buffer.onApplicationShutdown());
    await vi.advanceTimersByTimeAsync(100);
    await done;
    expect((await store.find({})).map(({ url_name }) => url_name).toSorted()).toEqual(['being made', 'waiting']);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('P3: a shutdown waits five seconds for a store that hangs, then counts the loss and says it', async () => {
    const buffer = await started();
    store.hold = new Promise(() => {});
    buffer.add(record(), 1);
    const done = buffer.onApplicationShutdown();
    await vi.advanceTimersByTimeAsync(5_000);
    await done;
    expect(buffer.stats()).toMatchObject({ dropped: { shutdown: 1 } });
    expect(said.error).toHaveBeenCalledWith(expect.stringContaining('1 activity records are lost'));
    buffer.add(record(), 1);
    expect(buffer.stats()).toMatchObject({ dropped: { late: 1 } });
  });

  it.each([
    ['development', 0, 1],
    ['development', 1, 0],
    ['test', 0, 0],
  ])(
    'C15, P5: in %s with %i listeners for SIGTERM it warns of loss at shutdown, with the remedy, %i times',
    async (environment, listeners, warnings) => {
      vi.stubEnv('NODE_ENV', environment);
      const count = vi.spyOn(process, 'listenerCount').mockReturnValueOnce(listeners);
      const starting = started();
      count.mockRestore();
      vi.unstubAllEnvs();
      await starting;
      const lines = said.warn.mock.calls.filter(([line]) => String(line).includes('app.enableShutdownHooks()'));
      expect(lines).toHaveLength(warnings);
    },
  );

  it('an application without HTTP connects when it has something to record', async () => {
    const open = vi.spyOn(store, 'open');
    const buffer = new LogBufferService(new BufferOptions(), store, true, new ApplicationLife(5_000, () => false));
    buffer.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(0);
    expect(open).not.toHaveBeenCalled();
    buffer.add(record(), 1);
    await buffer.flush();
    expect(open).toHaveBeenCalledOnce();
  });

  it('a shutdown without records asks the store for nothing but to close', async () => {
    const asked = [vi.spyOn(store, 'open'), vi.spyOn(store, 'insert')];
    const close = vi.spyOn(store, 'close');
    const buffer = new LogBufferService(new BufferOptions(), store, true, new ApplicationLife(5_000, () => false));
    buffer.onApplicationBootstrap();
    await buffer.beforeApplicationShutdown();
    await buffer.onApplicationShutdown();
    for (const method of asked) expect(method).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('all steps of a shutdown share buffer.shutdownTimeout, also closing the store', async () => {
    const buffer = await started({ shutdownTimeout: 2 });
    store.hold = new Promise(() => {});
    vi.spyOn(store, 'close').mockReturnValue(new Promise(() => {}));
    buffer.add(record(), 1);
    let isDone = false;
    const done = buffer
      .beforeApplicationShutdown()
      .then(() => buffer.onApplicationShutdown())
      .then(() => (isDone = true));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(buffer.stats()).toMatchObject({ dropped: { shutdown: 1 } });
  });

  it('stays open until the last application of the container closes, and opens again with the next one', async () => {
    const life = new ApplicationLife(5_000, () => true);
    const buffer = new LogBufferService(new BufferOptions(), store, true, life);
    const begin = () => {
      life.onApplicationBootstrap();
      buffer.onApplicationBootstrap();
    };
    const end = async () => {
      life.onModuleDestroy();
      await buffer.beforeApplicationShutdown();
      await buffer.onApplicationShutdown();
    };
    const close = vi.spyOn(store, 'close');
    begin();
    begin();
    await end();
    expect(close).not.toHaveBeenCalled();
    buffer.add(record(), 1);
    await end();
    expect(close).toHaveBeenCalledOnce();
    buffer.add(record(), 1);
    begin();
    buffer.add(record(), 1);
    await buffer.flush();
    expect(buffer.stats()).toMatchObject({ stored: 2, dropped: { late: 1 } });
  });
});
