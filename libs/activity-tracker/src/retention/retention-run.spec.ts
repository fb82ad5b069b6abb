import { expect, it, vi } from 'vitest';
import { StoreTimeoutError } from '../storage/port/store-errors.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { DAY_MS } from '../common/time.js';
import { describeRetention } from './retention.contract.js';
import { describeRetentionPasses } from './retention-passes.contract.js';
import { planRetention } from './retention-plan.js';
import { aged } from './retention-run.fixture.js';
import { previewRetention } from './retention-preview.js';
import { RetentionRun } from './retention-run.js';

describeRetention('the in-memory store', () => new InMemoryActivityStore());
describeRetentionPasses('the in-memory store', () => new InMemoryActivityStore());

const rules = planRetention([{ keep: '30d' }]);

it('shortens the span of a search that takes the server too long', async () => {
  class Slow extends InMemoryActivityStore {
    searches = 0;
    override async find(...[filter, options]: Parameters<InMemoryActivityStore['find']>) {
      const [span] = (filter['$and'] as { created_time?: { $gte?: Date; $lt?: Date } }[] | undefined) ?? [];
      const { $gte: from, $lt: to } = span?.created_time ?? {};
      this.searches++;
      if (from && to && to.getTime() - from.getTime() > DAY_MS / 8) throw new StoreTimeoutError('too long');
      return super.find(filter, options);
    }
  }
  const store = new Slow();
  await store.insert([aged(33), aged(32), aged(31), aged(1)]);
  await new RetentionRun(store, rules, { pause: async () => undefined }).complete();
  expect(await store.count({}, 10)).toBe(1);
  expect(store.searches).toBeGreaterThan(24);
});

it('fails when even the shortest span takes too long, and continues with the next round', async () => {
  const store = new InMemoryActivityStore();
  await store.insert([aged(33)]);
  const find = store.find.bind(store);
  store.find = async (filter, options) =>
    options?.maxTimeMs === undefined ? find(filter, options) : Promise.reject(new StoreTimeoutError('too long'));
  const run = new RetentionRun(store, rules, { pause: async () => undefined });
  await expect(run.maintain()).rejects.toThrow('too long');
  store.find = find;
  await run.maintain();
  expect(await store.count({}, 10)).toBe(0);
});

it('works with a store that coordinates nothing', async () => {
  const store = new InMemoryActivityStore();
  Object.assign(store, { retention: undefined, holds: undefined });
  await store.insert([aged(33), aged(1)]);
  const run = new RetentionRun(store, rules, { pause: async () => undefined });
  await run.maintain();
  expect(await store.count({}, 10)).toBe(1);
  await store.insert([aged(40)]);
  await run.maintain();
  expect(await store.count({}, 10)).toBe(2);
});

it.each([
  ['of the store', { store: 400, own: 0 }],
  ['of this process', { store: 0, own: 400 }],
])('removes nothing because the clock %s was set forward', async (_, { store: ahead, own }) => {
  const real = Date.now();
  const time = (): number => real + own * DAY_MS;
  const store = new InMemoryActivityStore();
  store.retention.now = async () => new Date(real + ahead * DAY_MS);
  await store.insert([1, 29, 31].map((days) => activity({ created_time: new Date(real - days * DAY_MS) })));
  await new RetentionRun(store, rules, { pause: async () => undefined, time }).complete();
  expect(await store.count({}, 10)).toBe(2);
});

it('removes nothing because another program wrote a pass of the future, and does not wait for it', async () => {
  const store = new InMemoryActivityStore();
  const run = new RetentionRun(store, rules, { pause: async () => undefined });
  await run.maintain();
  const { digest, last } = (await store.retention.load())!;
  const future = new Date(Date.now() + 400 * DAY_MS);
  const current = { ...last!, now: future, step: 0, done_to: null, removed: [] };
  await store.insert([aged(1), aged(31)]);
  await store.retention.save({ digest, current, last: { ...last!, ended: future }, full_at: future });
  await run.maintain();
  expect(await store.count({}, 10)).toBe(1);
});

it('is previewed within a bound of time, however many rules there are', async () => {
  const store = new InMemoryActivityStore();
  await store.insert([aged(33)]);
  let counts = 0;
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const count = store.count.bind(store);
  store.count = (filter, cap) => {
    counts++;
    now += 1_000;
    return count(filter, cap);
  };
  const many = planRetention(Array.from({ length: 50 }, () => ({ keep: '30d', bodiesFor: '7d' })));
  const preview = await previewRetention(store, many, { cap: 10, maxTimeMs: 1_000, totalMs: 10_000 });
  vi.restoreAllMocks();
  expect(counts).toBe(10);
  expect(preview.rules).toHaveLength(50);
  expect(preview.rules[0]).toMatchObject({ records: 1, bodies: 0 });
  expect(preview.rules.at(-1)).toMatchObject({ records: null, bodies: null });
});
