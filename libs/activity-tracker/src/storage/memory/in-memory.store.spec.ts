import { describe, expect, it } from 'vitest';
import { activity } from '../port/example-activity.fixture.js';
import { InMemoryActivityStore } from './in-memory.store.js';
import { DAY_MS } from '../../common/time.js';

describe('InMemoryActivityStore', () => {
  it('removes the oldest records beyond maxRecords', async () => {
    const store = new InMemoryActivityStore({ maxRecords: 2 });
    const records = [1, 2, 3].map((user_id) => activity({ user_id }));
    expect(await store.insert(records)).toMatchObject({ stored: 3 });
    expect((await store.find({}, { sort: { user_id: 1 } })).map(({ user_id }) => user_id)).toEqual([2, 3]);
  });

  it('holds 10,000 records by default', async () => {
    const store = new InMemoryActivityStore();
    await store.insert(Array.from({ length: 10_001 }, () => activity()));
    expect(await store.count({}, 20_000)).toBe(10_000);
  });

  it('deletes records after retentionDays', async () => {
    let now = Date.UTC(2024, 0, 10);
    const store = new InMemoryActivityStore({ retentionDays: 2, clock: () => now });
    await store.insert([
      activity({ user_id: 'old', created_time: new Date(now - 1.5 * DAY_MS) }),
      activity({ user_id: 'new', created_time: new Date(now) }),
    ]);
    expect(await store.count({}, 10)).toBe(2);
    now += DAY_MS;
    expect(await store.find({})).toMatchObject([{ user_id: 'new' }]);
    expect(await store.aggregate([{ $count: 'left' }])).toEqual([{ left: 1 }]);
  });

  it('keeps its records when it is closed and opened again', async () => {
    const store = new InMemoryActivityStore();
    await store.insert([activity()]);
    await store.close();
    await store.open();
    expect(await store.count({}, 10)).toBe(1);
  });

  it('runs no code that a filter or a pipeline brings along', async () => {
    const store = new InMemoryActivityStore();
    await store.insert([activity()]);
    let ran = false;
    const script = () => (ran = true);
    await expect(store.find({ $where: script })).rejects.toThrow(/script/i);
    await expect(
      store.aggregate([{ $set: { x: { $function: { body: script, args: [], lang: 'js' } } } }]),
    ).rejects.toThrow(/script/i);
    expect(ran).toBe(false);
  });
});
