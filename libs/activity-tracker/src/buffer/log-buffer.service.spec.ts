import { Logger } from '@nestjs/common';
import { Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { StoreMisconfiguredError, StoreUnavailableError } from '../storage/port/store-errors.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { RECORD_ENCODER, type RecordEncoder } from '../bson/record-encoder.js';
import { BufferOptions } from './buffer.options.js';
import { ApplicationLife } from './life/application-life.js';
import { LogBufferService } from './log-buffer.service.js';

const record = (name = 'x') => ({ _id: new Types.ObjectId(), url_name: name, created_time: new Date() }) as ActivityLog;

const STORAGE = { isUsed: true, bodyFormat: 'document' } as const;

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
    const buffer = new LogBufferService(resolved, store, STORAGE, life);
    interval = setInterval(() => buffer.flushOnInterval(), resolved.interval * 1_000);
    void buffer.onApplicationBootstrap();
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

  it('keeps what the encoder makes in the place of a record, and accounts for its bytes', async () => {
    const waiting = Object.assign(record(), { byteLength: 700 });
    Object.assign(store, {
      [RECORD_ENCODER]: { encode: () => waiting, shed: () => false, release: () => undefined },
    });
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

  it('gives the encoder back what it made once that is stored or refused, and not before', async () => {
    const released: unknown[] = [];
    const encoder: RecordEncoder = {
      encode: (waiting) => Object.assign(waiting, { byteLength: 600 }),
      shed: () => false,
      restore: () => record(),
      release: ({ url_name }) => released.push(url_name),
    };
    Object.assign(store, { away: true, [RECORD_ENCODER]: encoder });
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

  it('has at most four inserts in flight', async () => {
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
    expect(store.mostInFlight).toBe(4);
    expect(buffer.stats()).toMatchObject({ accepted: 2_500, stored: 2_500, waiting: 0 });
  });

  describe('a store that takes three seconds for each insert', () => {
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
      expect(store.mostInFlight).toBeLessThanOrEqual(4);
      expect(Math.max(...store.batches)).toBeGreaterThan(20);
      // What arrives within two inserts, and what was needed to begin one.
      expect(mostWaiting).toBeLessThanOrEqual(20 + 2 * 10 * (INSERT_MS / 1_000));
    });

    it('is overrun by more: memory ends at its bound, and what is missing is counted and noted', async () => {
      const maxBytes = 200 * RECORD_BYTES;
      const { buffer, mostBytes } = await load(100, { maxSize: 20, interval: 10, maxBytes });
      const { accepted, stored, dropped } = buffer.stats();
      expect(mostBytes).toBeLessThanOrEqual(maxBytes);
      expect(store.mostInFlight).toBeLessThanOrEqual(4);
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
    expect(said.log).toHaveBeenCalledWith(expect.stringContaining('is available again'));
  });

  it.each([
    ['one about the start', true, 'Keeping 3 records (1 of them about the log itself) in memory and retrying'],
    ['no other', false, 'Keeping 2 records in memory and retrying'],
  ])('tells in the line of an outage which records it counts, with %s', async (_, outlivesProcess, line) => {
    Object.assign(store, { away: true, outlivesProcess });
    const buffer = await started({ maxSize: 2 });
    for (const name of ['a', 'b']) buffer.add(record(name), 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(said.warn.mock.calls.map(([text]) => text)).toEqual([
      `Activity store unavailable: connect ECONNREFUSED. ${line} (logged once).`,
    ]);
    expect(buffer.stats().waiting).toBe(2);
  });

  it.each<[string, () => unknown]>([
    ['has no text', () => Object.create(null)],
    ['has a message that throws', () => Object.defineProperty({}, 'message', { get: () => expect.fail('read') })],
  ])('retries after an error that %s, which never reaches the process', async (_, errorOf) => {
    vi.spyOn(store, 'insert').mockRejectedValueOnce(errorOf());
    const buffer = await started();
    buffer.add(record(), 1);
    await buffer.flush();
    expect(said.warn.mock.calls).toEqual([[expect.stringContaining('unavailable: an unknown error.')]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(buffer.stats()).toMatchObject({ waiting: 0, stored: 1, retries: 1 });
  });

  it('logs once that it is full while losses go on, although each insert makes room for a gap record', async () => {
    const buffer = await started({ maxBytes: 6_000, sequence: false });
    const lines = () => said.error.mock.calls.filter(([line]) => String(line).includes('is full')).length;
    const fill = () => {
      for (let index = 0; index < 9; index++) buffer.add(record(), 900);
    };
    let rounds = 5;
    const insert = store.insert.bind(store);
    vi.spyOn(store, 'insert').mockImplementation((records) => {
      if (rounds-- > 0) fill();
      return insert(records);
    });
    fill();
    await buffer.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await store.count({ url_name: 'activity.gap' }, 100)).toBeGreaterThan(1);
    expect(lines()).toBe(1);
    fill();
    expect(lines()).toBe(2);
  });

  it('reports losses that are counted elsewhere together with its own, and numbers them', async () => {
    Object.assign(store, { outlivesProcess: true });
    const buffer = await started({ maxBytes: 3_000 });
    for (let index = 0; index < 4; index++) buffer.add(record(), 900);
    const { dropped } = buffer.stats();
    let elsewhere = 5;
    buffer.beforeReports = () => {
      buffer.noteLosses(elsewhere, 0);
      elsewhere = 0;
    };
    await buffer.flush();
    await buffer.flush();
    const gaps = await store.find({ url_name: 'activity.gap' });
    const count = dropped.full + 5;
    expect(gaps.map(({ body }) => body)).toMatchObject([{ reason: 'full', count, last: expect.any(Number) }]);
    expect(buffer.stats().dropped.full).toBe(count);
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

  describe('under pressure', () => {
    const BODY = 57_000;
    const call = (user: number, name = 'x') =>
      ({
        ...record(name),
        user_id: user,
        method: 'POST',
        body: 'b'.repeat(BODY),
        response: { ok: true },
      }) as unknown as ActivityLog;
    const isShed = ({ body }: ActivityLog) => (body as { omitted?: string } | null)?.omitted === 'pressure';

    it('a quarter of maxBytes begins a flush: next to a healthy store nothing is dropped below maxSize', async () => {
      const buffer = await started({ maxSize: 1_000, maxBytes: 1024 * 1024 });
      for (let index = 0; index < 359; index++) {
        buffer.add(call(1), 20_000, 19_000);
        if (index % 10 === 0) await vi.advanceTimersByTimeAsync(1);
      }
      await buffer.flush();
      expect(buffer.stats()).toMatchObject({ accepted: 359, stored: 359, shed: 0, dropped: { full: 0, evicted: 0 } });
    });

    it('450 calls a second of 57 kB: bodies are shed, no record is dropped', async () => {
      const buffer = await started();
      let shedStored = 0;
      vi.spyOn(store, 'insert').mockImplementation(async (records) => {
        await new Promise((resolve) => setTimeout(resolve, 800));
        shedStored += records.filter(isShed).length;
        return { stored: records.length, duplicates: 0, rejected: [] };
      });
      for (let tenth = 0; tenth < 600; tenth++) {
        for (let index = 0; index < 45; index++) buffer.add(call(index % 7), BODY + 1_000, BODY);
        await vi.advanceTimersByTimeAsync(100);
      }
      await vi.advanceTimersByTimeAsync(600_000);
      const { dropped, shed, stored } = buffer.stats();
      expect({ dropped, stored }).toEqual({
        dropped: { full: 0, evicted: 0, shutdown: 0, late: 0 },
        stored: 27_000,
      });
      expect(shed).toBeGreaterThan(0);
      expect(shedStored).toBe(shed);
    });

    it('a store that takes 800 ms for each insert stores full batches four at a time', async () => {
      const buffer = await started();
      vi.spyOn(store, 'insert').mockImplementation(async (records) => {
        store.mostInFlight = Math.max(store.mostInFlight, ++store.inFlight);
        await new Promise((resolve) => setTimeout(resolve, 800));
        store.inFlight--;
        store.batches.push(records.length);
        return { stored: records.length, duplicates: 0, rejected: [] };
      });
      for (let index = 0; index < 800; index++) buffer.add(record(), 1_000);
      await vi.advanceTimersByTimeAsync(810);
      expect(store.batches).toEqual([200, 200, 200, 200]);
      expect(store.mostInFlight).toBe(4);
    });

    it('a user who floods pushes out own bodies and records only, and every loss is counted', async () => {
      const buffer = await started({ maxBytes: 200_000 });
      store.away = true;
      for (let index = 0; index < 5; index++) buffer.add(call(1, 'quiet'), 2_000, 1_000);
      for (let index = 0; index < 1_000; index++) buffer.add(call(2, 'flood'), BODY + 1_000, BODY);
      for (let index = 0; index < 5; index++) buffer.add(call(1, 'quiet'), 2_000, 1_000);
      const { accepted, dropped, waiting } = buffer.stats();
      expect(accepted + dropped.full).toBe(1_010);
      expect(waiting).toBe(accepted - dropped.evicted);
      expect(dropped.evicted).toBeGreaterThan(0);

      store.away = false;
      await vi.advanceTimersByTimeAsync(60_000);
      const stored = await store.find({ url_name: 'quiet' });
      expect(stored).toHaveLength(10);
      expect(stored.filter(isShed)).toEqual([]);
      const gaps = await store.find({ url_name: 'activity.gap' });
      expect(gaps.map(({ body }) => body)).toMatchObject([{ count: dropped.full + dropped.evicted, reason: 'full' }]);
    });
  });

  describe('several inserts in flight', () => {
    const batchesOf = async (fails: (call: number) => boolean) => {
      const buffer = await started({ maxSize: 200 });
      let calls = 0;
      vi.spyOn(store, 'insert').mockImplementation(async (records) => {
        const isFailing = fails(calls++);
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (isFailing) throw new StoreUnavailableError('ECONNRESET');
        return InMemoryActivityStore.prototype.insert.call(store, records);
      });
      for (let index = 0; index < 800; index++) buffer.add(record(`r${index}`), 1_000);
      await vi.advanceTimersByTimeAsync(200);
      return { buffer, calls: () => calls };
    };

    it('a batch that fails goes back to the front, the others are stored, and one insert probes before four go out', async () => {
      const { buffer, calls } = await batchesOf((call) => call === 1);
      expect(buffer.stats()).toMatchObject({ stored: 600, waiting: 200, storeAway: true, retries: 1 });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(calls()).toBe(5);
      expect(buffer.stats()).toMatchObject({ stored: 800, waiting: 0, duplicates: 0, storeAway: false });
    });

    it('a batch that was stored although it failed is counted as duplicates', async () => {
      const { buffer } = await batchesOf(() => false);
      const again = await store.find({}, { limit: 3 });
      for (const each of again) buffer.add(each, 1_000);
      const flushed = buffer.flush();
      await vi.advanceTimersByTimeAsync(200);
      await flushed;
      expect(buffer.stats()).toMatchObject({ stored: 800, duplicates: 3 });
    });

    it('a store that wants one insert at a time gets one', async () => {
      Object.assign(store, { maxConcurrentInserts: 1 });
      const buffer = await started();
      for (let index = 0; index < 1_000; index++) buffer.add(record(), 1);
      await buffer.flush();
      expect(store.mostInFlight).toBe(1);
      expect(buffer.stats().stored).toBe(1_000);
    });
  });

  describe('a store that is down', () => {
    it('ends the pause at once when it says that it can be reached again', async () => {
      let tell = () => {};
      Object.assign(store, { onReachable: (listener: () => void) => (tell = listener) });
      const buffer = await started({ maxSize: 1 });
      store.away = true;
      buffer.add(record(), 1);
      await vi.advanceTimersByTimeAsync(70_000);
      store.away = false;
      tell();
      await vi.advanceTimersByTimeAsync(0);
      expect(buffer.stats()).toMatchObject({ stored: 1, storeAway: false });
    });

    it('for a misconfiguration is counted by itself, logged once as an error, and tried once a minute', async () => {
      vi.spyOn(Math, 'random').mockReturnValue(1);
      const insert = vi
        .spyOn(store, 'insert')
        .mockRejectedValue(new StoreMisconfiguredError('It is a view. Use another.'));
      const buffer = await started({ maxSize: 1 });
      buffer.add(record(), 1);
      await vi.advanceTimersByTimeAsync(10);
      await vi.advanceTimersByTimeAsync(180_000);
      expect(insert).toHaveBeenCalledTimes(4);
      expect(buffer.stats()).toMatchObject({
        misconfigured: 4,
        retries: 0,
        down: { cause: 'misconfigured', reason: 'It is a view. Use another.' },
      });
      expect(said.error).toHaveBeenCalledOnce();
      expect(said.warn).not.toHaveBeenCalled();
      insert.mockRestore();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(buffer.stats()).toMatchObject({ stored: 1, down: null });
    });

    it('is waited for five seconds when it opens, no longer: records need no indexes', async () => {
      vi.spyOn(store, 'open').mockReturnValue(new Promise(() => {}));
      const buffer = await started({ maxSize: 1 });
      buffer.add(record(), 1);
      await vi.advanceTimersByTimeAsync(5_010);
      expect(buffer.stats()).toMatchObject({ stored: 1 });
      buffer.add(record(), 1);
      await vi.advanceTimersByTimeAsync(10);
      expect(buffer.stats()).toMatchObject({ stored: 2 });
    });

    const UNREACHABLE = new StoreUnavailableError('ECONNREFUSED');
    const MISCONFIGURED = new StoreMisconfiguredError('It is a view.');
    it.each([
      ['misconfigured', MISCONFIGURED, 'It is a view.'],
      ['misconfigured', UNREACHABLE, undefined],
      ['misconfigured', undefined, undefined],
      ['unreachable', MISCONFIGURED, 'It is a view.'],
      ['unreachable', UNREACHABLE, 'ECONNREFUSED'],
      ['unreachable', undefined, 'no answer within 5 s'],
    ] as const)("under refuseBoot '%s', %o ends the boot with %j", async (refuseBoot, answer, message) => {
      vi.spyOn(store, 'open').mockImplementation(() => (answer ? Promise.reject(answer) : new Promise(() => {})));
      const closed = vi.spyOn(store, 'close');
      const life = new ApplicationLife(5_000, () => true);
      const buffer = new LogBufferService(new BufferOptions(), store, { ...STORAGE, refuseBoot }, life);
      const boot = buffer.onApplicationBootstrap().then(
        () => undefined,
        (error: Error) => error.message,
      );
      await vi.advanceTimersByTimeAsync(5_000);
      const refusal = await boot;
      if (message === undefined) expect(refusal).toBeUndefined();
      else {
        expect(refusal).toContain(message);
        expect(refusal).toContain(`storage.refuseBoot is '${refuseBoot}', so the application does not start.`);
      }
      expect(closed).toHaveBeenCalledTimes(message === undefined ? 0 : 1);
    });
  });

  describe('a store whose insert() does not settle', () => {
    const waitFor = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
    const records = ['a', 'b'].map(record);

    async function hanging(options: { overlaps: boolean }): Promise<{ buffer: LogBufferService; settle: () => void }> {
      let settle = () => {};
      store.hold = new Promise((resolve) => (settle = resolve));
      if (!options.overlaps) Object.assign(store, { maxConcurrentInserts: 1 });
      const buffer = await started();
      for (const each of records) buffer.add(each, 100);
      void buffer.flush();
      return { buffer, settle };
    }

    it('is down after half a minute, says so once, and gets the records again: each is stored once', async () => {
      const { buffer, settle } = await hanging({ overlaps: true });
      await waitFor(29_000);
      expect(buffer.stats()).toMatchObject({ down: null, retries: 0, waiting: 2 });
      await waitFor(1_000);
      const reason = 'insert() of the store has not settled within 30 s';
      expect(buffer.stats()).toMatchObject({ down: { cause: 'unreachable', reason }, retries: 1, waiting: 2 });
      expect(said.warn).toHaveBeenCalledExactlyOnceWith(
        `Activity store unavailable: ${reason}. Keeping 2 records in memory and retrying (logged once).`,
      );
      store.hold = undefined;
      await waitFor(1_000);
      expect(buffer.stats()).toMatchObject({ down: null, stored: 2, waiting: 0, waitingBytes: 0 });
      settle();
      await waitFor(0);
      expect(buffer.stats()).toMatchObject({ stored: 2, duplicates: 0, waiting: 0 });
      expect(await store.count({}, 10)).toBe(2);
      expect(said.warn).toHaveBeenCalledOnce();
    });

    it('is given twice the time in the next attempt: a slow store is not given up for good', async () => {
      const { buffer } = await hanging({ overlaps: true });
      await waitFor(30_000);
      store.hold = new Promise((resolve) => setTimeout(resolve, 50_000));
      await waitFor(52_000);
      expect(buffer.stats()).toMatchObject({ down: null, stored: 2, retries: 1, waiting: 0 });
    });

    it('gets no other insert before that one settles if inserts must not overlap', async () => {
      const { buffer, settle } = await hanging({ overlaps: false });
      await waitFor(150_000);
      expect(buffer.stats()).toMatchObject({
        waiting: 2,
        down: { reason: expect.stringContaining('An earlier call') },
      });
      expect(store.mostInFlight).toBe(1);
      settle();
      store.hold = undefined;
      await waitFor(60_000);
      expect(buffer.stats()).toMatchObject({ down: null, stored: 0, duplicates: 2, waiting: 0 });
      expect(await store.count({}, 10)).toBe(2);
      expect(store.mostInFlight).toBe(1);
    });
  });

  it('a store that resolves to no outcome is told so once, and gets each record once', async () => {
    vi.spyOn(store, 'insert').mockImplementation(async (records) => {
      store.batches.push(records.length);
      return undefined as never;
    });
    const buffer = await started();
    for (let round = 1; round <= 2; round++) {
      buffer.add(record(), 100);
      await buffer.flush();
      await buffer.flush();
    }
    expect(store.batches).toEqual([1, 1]);
    expect(buffer.stats()).toMatchObject({ stored: 2, retries: 0, waiting: 0, waitingBytes: 0, down: null });
    expect(said.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('must resolve to { stored'));
  });

  it('a record the store refuses is counted, logged once for each reason, left behind, and noted in a gap record', async () => {
    const buffer = await started();
    const bad = record();
    const gaps: unknown[] = [];
    vi.spyOn(store, 'insert').mockImplementation(async (records) => {
      const rejected = records
        .filter((each) => each._id === bad._id)
        .map((each) => ({ record: each, reason: 'too deep' }));
      gaps.push(...records.filter(({ url_name }) => url_name === 'activity.gap').map(({ body }) => body));
      return { stored: records.length - rejected.length, duplicates: 0, rejected };
    });
    for (let round = 0; round < 3; round++) {
      buffer.add(record(), 1);
      buffer.add(bad, 1);
      await buffer.flush();
    }
    await buffer.flush();
    expect(buffer.stats()).toMatchObject({ stored: 3 + gaps.length, rejected: 3, waiting: 0 });
    expect(gaps).toMatchObject([1, 1, 1].map((count) => ({ count, reason: 'rejected' })));
    expect(said.error).toHaveBeenCalledOnce();
  });

  it('a store that refuses gap records too is not given one after the other', async () => {
    const buffer = await started();
    const insert = vi.spyOn(store, 'insert').mockImplementation(async (records) => ({
      stored: 0,
      duplicates: 0,
      rejected: records.map((each) => ({ record: each, reason: 'fails the validator' })),
    }));
    buffer.add(record(), 1);
    await buffer.flush();
    await buffer.flush();
    expect(insert).toHaveBeenCalledTimes(2);
    expect(buffer.stats()).toMatchObject({ rejected: 2, waiting: 0 });
  });

  it('shutdown stores what waits, also what is still being made, and only then closes the store', async () => {
    const buffer = await started();
    const closed = vi.spyOn(store, 'close');
    buffer.add(record('waiting'), 1);
    buffer.trackPending(
      new Promise((resolve) => setTimeout(resolve, 100)).then(() => buffer.add(record('being made'), 1)),
    );
    const done = buffer.beforeApplicationShutdown().then(() => buffer.onApplicationShutdown());
    await vi.advanceTimersByTimeAsync(100);
    await done;
    expect((await store.find({})).map(({ url_name }) => url_name).toSorted()).toEqual(['being made', 'waiting']);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('a shutdown waits five seconds for a store that hangs, then counts the loss and says it', async () => {
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
    'in %s with %i listeners for SIGTERM it warns of loss at shutdown, with the remedy, %i times',
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
    const buffer = new LogBufferService(new BufferOptions(), store, STORAGE, new ApplicationLife(5_000, () => false));
    void buffer.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(0);
    expect(open).not.toHaveBeenCalled();
    buffer.add(record(), 1);
    await buffer.flush();
    expect(open).toHaveBeenCalledOnce();
  });

  it('a shutdown without records asks the store for nothing but to close', async () => {
    const asked = [vi.spyOn(store, 'open'), vi.spyOn(store, 'insert')];
    const close = vi.spyOn(store, 'close');
    const buffer = new LogBufferService(new BufferOptions(), store, STORAGE, new ApplicationLife(5_000, () => false));
    void buffer.onApplicationBootstrap();
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
    const buffer = new LogBufferService(new BufferOptions(), store, STORAGE, life);
    const begin = () => {
      life.onApplicationBootstrap();
      void buffer.onApplicationBootstrap();
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

  it('an insert that a shutdown gave up changes nothing for the next application, which notes the loss', async () => {
    const life = new ApplicationLife(5_000, () => true);
    const buffer = new LogBufferService(new BufferOptions(), store, STORAGE, life);
    life.onApplicationBootstrap();
    void buffer.onApplicationBootstrap();
    let fail = (_error: Error) => {};
    vi.spyOn(store, 'insert').mockImplementationOnce(() => new Promise((_resolve, reject) => (fail = reject)));
    buffer.add(record(), 1);
    life.onModuleDestroy();
    const closing = buffer.beforeApplicationShutdown().then(() => buffer.onApplicationShutdown());
    await vi.advanceTimersByTimeAsync(5_000);
    await closing;
    life.onApplicationBootstrap();
    void buffer.onApplicationBootstrap();
    buffer.add(record(), 1);
    fail(new StoreUnavailableError('the store was closed'));
    await buffer.flush();
    await buffer.flush();
    expect(buffer.stats()).toMatchObject({ stored: 2, waiting: 0, storeAway: false, dropped: { shutdown: 1 } });
    const gaps = await store.find({ url_name: 'activity.gap' });
    expect(gaps.map(({ body }) => body)).toMatchObject([{ count: 1, reason: 'shutdown' }]);
  });
});
