import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../common/time.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { planRetention } from './retention-plan.js';
import { aged, eachWithStore, type RetentionTestStore, runOf } from './retention-run.fixture.js';
import { RetentionRun } from './retention-run.js';

/** How removal by rules proceeds on a store: passes, rounds and batches. `makeStore` gives a new, empty store each time. */
export function describeRetentionPasses(name: string, makeStore: () => RetentionTestStore): void {
  describe(`passes of storage.retention on ${name}`, () => {
    const current = eachWithStore(makeStore);

    it('removes more than one batch, also where all records have one time', async () => {
      const { store } = current;
      const created_time = new Date(Date.now() - 40 * DAY_MS);
      await store.insert(Array.from({ length: 1_203 }, () => activity({ created_time })));
      const pass = await runOf([{ keep: '30d' }], store).complete();
      expect(pass!.removed).toEqual([{ rule: 0, records: 1_203, bodies: 0 }]);
      expect(await store.count({}, 10)).toBe(0);
    });

    it('stops when it is told to, and another process continues where it stopped', async () => {
      const { store } = current;
      await store.insert(Array.from({ length: 1_100 }, (_, number) => aged(40 + number / 1_000)));
      const ending = new AbortController();
      const rules = planRetention([{ keep: '30d' }]);
      const first = new RetentionRun(store, rules, { pause: async () => ending.abort() });
      await first.maintain(ending.signal);
      expect(await store.count({}, 2_000)).toBe(600);
      const saved = await store.retention.load();
      expect(saved).toMatchObject({ current: { step: 0, removed: [{ records: 500 }] }, last: null });
      await first.release();

      await runOf([{ keep: '30d' }], store).maintain();
      expect(await store.count({}, 2_000)).toBe(0);
      expect(await store.retention.load()).toMatchObject({
        current: null,
        last: { now: saved!.current!.now, full: true, removed: [{ rule: 0, records: 1_100, bodies: 0 }] },
      });
    });

    it('ends a round before a minute is over', async () => {
      const { store } = current;
      let elapsed = 0;
      await store.insert(Array.from({ length: 1_100 }, () => aged(40)));
      const rules = planRetention([{ keep: '30d' }]);
      const run = new RetentionRun(store, rules, { clock: () => elapsed, pause: async () => (elapsed += MINUTE_MS) });
      await run.maintain();
      expect(await store.count({}, 2_000)).toBe(600);
      await run.maintain();
      expect(await store.count({}, 2_000)).toBe(100);
    });

    it('begins a pass each hour, and looks a day back for records that were stored late', async () => {
      const { store } = current;
      const run = runOf([{ keep: '30d' }], store);
      await run.maintain();
      const first = (await store.retention.load())!;
      const [late, veryLate] = [aged(30.5), aged(33)];
      await store.insert([late, veryLate]);
      await run.maintain();
      expect(await store.count({}, 10)).toBe(2);

      const hourAgo = { now: first.last!.now, ended: new Date(first.last!.ended.getTime() - HOUR_MS) };
      await store.retention.save({ ...first, last: { ...first.last!, ...hourAgo } });
      await run.maintain();
      expect(await store.find({})).toMatchObject([{ _id: veryLate._id }]);
      expect(await store.retention.load()).toMatchObject({ last: { full: false } });

      const second = (await store.retention.load())!;
      const longAgo = new Date(Date.now() - 2 * DAY_MS);
      await store.retention.save({ ...second, full_at: longAgo, last: { ...second.last!, ended: longAgo } });
      await run.maintain();
      expect(await store.count({}, 10)).toBe(0);
      expect(await store.retention.load()).toMatchObject({ last: { full: true } });
    });

    it('reads the whole log again when a rule changed', async () => {
      const { store } = current;
      await store.insert([aged(40)]);
      await runOf([{ keep: '60d' }], store).maintain();
      expect(await store.count({}, 10)).toBe(1);
      await runOf([{ keep: '20d' }], store).maintain();
      expect(await store.count({}, 10)).toBe(0);
    });
  });
}
