import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../storage/port/activity-store.js';
import { activity, at } from '../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { type RecordStreamOptions, readInBatches } from './stream-records.js';

/** A host's own store, which knows nothing of streams. */
class PlainStore extends InMemoryActivityStore implements ActivityStore {
  override stream = undefined as never;
}

describe.each<[string, () => ActivityStore]>([
  ['a store that streams', () => new InMemoryActivityStore()],
  ['a store that does not', () => new PlainStore()],
])('streamRecords from %s', (_what, makeStore) => {
  // Twelve records a minute and more than two pages.
  const records = Array.from({ length: 1_203 }, (_, n) =>
    activity({ user_id: n % 2, created_time: at(Math.floor(n / 12)) }),
  );
  const filled = async () => {
    const store = makeStore();
    await store.insert(records);
    return store;
  };
  const read = async (filter: ActivityFilter, options?: RecordStreamOptions) => {
    const found: ActivityLog[] = [];
    for await (const record of readInBatches(await filled(), filter, options)) found.push(record);
    return found;
  };

  it('gives each record once, newest first or oldest first', async () => {
    expect(await read({})).toEqual(records.toReversed());
    expect(await read({}, { order: 'oldest' })).toEqual(records);
    expect(await read({ $or: [{ user_id: 1 }] })).toEqual(records.filter(({ user_id }) => user_id === 1).toReversed());
  });

  it('gives the fields that were asked for', async () => {
    const found = await read({}, { fields: ['url_name', 'created_time'] });
    expect(found).toHaveLength(1_203);
    expect(found[0]).toEqual({
      _id: records.at(-1)!._id,
      url_name: 'list',
      created_time: records.at(-1)!.created_time,
    });
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('gone');
    const reading = async () => {
      for await (const _ of readInBatches(await filled(), {}, { signal: controller.signal })) controller.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
  });

  it('lets what waits for the event loop run while a consumer works on many records', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    let now = performance.now();
    let count = 0;
    for await (const _ of readInBatches(await filled(), {})) {
      // A millisecond of work.
      while (performance.now() < now + 1);
      now = performance.now();
      count++;
    }
    clearInterval(timer);
    expect(count).toBe(1_203);
    expect(turns).toBeGreaterThan(100);
  });
});
