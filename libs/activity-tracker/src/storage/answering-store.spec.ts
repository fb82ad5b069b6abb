import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering } from './answering-store.js';
import { InMemoryActivityStore } from './memory/in-memory.store.js';
import { activity } from './port/example-activity.fixture.js';
import type { ActivityStore } from './port/activity-store.js';
import { Watchdog } from './watchdog.js';

const never = (): Promise<never> => new Promise(() => {});

/** As a driver does whose server went away without a word. */
class SilentStore extends InMemoryActivityStore {
  override find = never;
  override count = never;
  override aggregate = never;
  override delete = never;
  override async *stream(): AsyncGenerator<never> {
    yield await never();
  }
  override rewrite = never;
}

const drained = async (records: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of records);
};

const CALLS: readonly [string, (store: ActivityStore) => Promise<unknown>][] = [
  ['find', (store) => store.find({})],
  ['count', (store) => store.count({}, 1)],
  ['aggregate', (store) => store.aggregate([])],
  ['stream', (store) => drained(store.stream!({}))],
  ['delete', (store) => store.delete!({})],
  ['rewrite', (store) => store.rewrite!({}, (record) => record)],
  ['list', (store) => store.holds!.list()],
];

describe('answering()', () => {
  let watchdog: Watchdog;
  beforeEach(() => {
    vi.useFakeTimers();
    watchdog = new Watchdog(30);
  });
  afterEach(() => void vi.useRealTimers());

  it.each(CALLS)('%s of a store that never answers is refused and counted', async (name, call) => {
    const silent = Object.assign(new SilentStore(), { holds: { list: never } });
    const asked = call(answering(silent as never, watchdog)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await asked).toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringMatching(new RegExp(`^${name}\\(\\) of the store .* did not answer within 30 s`)),
    });
    expect(watchdog.expired).toBe(1);
  });

  it('answers as the store does, and leaves no timer behind', async () => {
    const inner = new InMemoryActivityStore();
    await inner.insert([activity(), activity()]);
    const store = answering(inner, watchdog);
    expect(await store.count({}, 10)).toBe(2);
    expect(await store.find({})).toEqual(await inner.find({}));
    const streamed: unknown[] = [];
    for await (const record of store.stream!({})) streamed.push(record);
    expect(streamed).toHaveLength(2);
    await expect(store.aggregate([{ $none: {} }])).rejects.toThrow();
    expect(await store.rewrite!({}, (record) => ({ ...record, url_path: '/x' }))).toBe(2);
    expect([vi.getTimerCount(), watchdog.expired]).toEqual([0, 0]);
  });

  it('lets a rewrite take as long as it goes on', async () => {
    const slow: Partial<ActivityStore> = {
      async rewrite(_filter, change, options) {
        for (let n = 0; n < 10; n++) {
          await new Promise((resolve) => setTimeout(resolve, 20_000));
          if (n % 2) change(activity());
          else await options?.before?.([]);
        }
        return 10;
      },
    };
    const rewritten = answering(slow as ActivityStore, watchdog).rewrite!({}, (record) => record);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await rewritten).toBe(10);
  });

  it('ends the stream of a consumer that stops', async () => {
    const ended = vi.fn<() => void>();
    const store = {
      async *stream() {
        try {
          for (;;) yield activity();
        } finally {
          ended();
        }
      },
    };
    for await (const _ of answering(store as never, watchdog).stream!({})) break;
    expect(ended).toHaveBeenCalledOnce();
  });
});
