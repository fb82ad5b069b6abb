import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { RetentionRule } from '../storage/retention-rule.js';
import { outsideHolds } from '../storage/port/legal-holds.js';
import { planRetention } from './retention-plan.js';
import { previewRetention } from './retention-preview.js';
import { aged, BODY, eachWithStore, type RetentionTestStore, runOf } from './retention-run.fixture.js';
import { RetentionRun } from './retention-run.js';

const RULES: RetentionRule[] = [
  { when: 'status:2xx method:GET', keep: '30d' },
  { when: 'user:*', keep: '1y' },
  { bodiesFor: '7d' },
];

/** What rules remove from a store, and what they keep. `makeStore` gives a new, empty store each time. */
export function describeRetention(name: string, makeStore: () => RetentionTestStore): void {
  describe(`storage.retention on ${name}`, () => {
    const current = eachWithStore(makeStore);
    const preview = async (rules: RetentionRule[]) =>
      (await previewRetention(current.store, planRetention(rules), { cap: 10_000, maxTimeMs: 10_000 })).rules;
    const names = async () =>
      (await current.store.find({}, { sort: { created_time: -1 } })).map(({ url_name }) => url_name).toSorted();
    const hold = (user_id: number | string) =>
      current.store.holds.place({ user_id, reason: 'case 12/2026', until: null, placed_by: 1, placed_at: new Date() });

    it('lets the first matching rule decide about records, and bodies go before', async () => {
      const { store } = current;
      await store.insert([
        aged(1, { url_name: 'new' }),
        aged(8, { url_name: 'bodies due' }),
        aged(8, { url_name: 'bodies due, anonymous', user_id: null }),
        aged(31, { url_name: 'read long ago' }),
        aged(31, { url_name: 'read long ago, anonymous', user_id: null }),
        aged(31, { url_name: 'refused', status_code: 404 }),
        aged(366, { url_name: 'written a year ago', method: 'POST' }),
        aged(366, { url_name: 'anonymous, decided by no rule', method: 'POST', user_id: null }),
      ]);
      const expected = [
        { ...RULES[0], rule: 0, records: 2, bodies: 0, held: 0 },
        { ...RULES[1], rule: 1, records: 1, bodies: 0, held: 0 },
        { bodies_for: '7d', rule: 2, records: 0, bodies: 4, held: 0 },
      ];
      expect(await preview(RULES)).toEqual(expected);
      expect(await store.count({}, 100)).toBe(8);

      const pass = await runOf(RULES, store).complete();
      expect(pass!.removed).toEqual([
        { rule: 0, records: 2, bodies: 0 },
        { rule: 1, records: 1, bodies: 0 },
        { rule: 2, records: 0, bodies: 4 },
      ]);
      expect(await names()).toEqual([
        'anonymous, decided by no rule',
        'bodies due',
        'bodies due, anonymous',
        'new',
        'refused',
      ]);
      const [due] = await store.find({ url_name: 'bodies due' });
      const size = expect.any(Number);
      expect(due).toMatchObject({
        headers: { accept: 'application/json' },
        body: { omitted: 'retention', type: null, size },
        response: { omitted: 'retention', type: null, size },
        bodies_removed_at: expect.any(Date),
      });
      expect((await store.find({ url_name: 'new' }))[0]).toMatchObject({ body: BODY, response: BODY });
      expect((await preview(RULES)).map(({ records, bodies }) => [records, bodies])).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
    });

    it('keeps what a rule keeps forever, and removes the rest', async () => {
      const { store } = current;
      await store.insert([aged(400, { url_name: 'login' }), aged(400, { url_name: 'list' })]);
      await runOf([{ when: 'name:login', keep: 'forever' }, { keep: '30d' }], store).complete();
      expect(await names()).toEqual(['login']);
    });

    it('keeps the records that explain what is missing', async () => {
      const { store } = current;
      const about = { user_id: null, method: null, namespace: 'ActivityTracker', body: { count: 3 } };
      await store.insert([aged(400, { ...about, url_name: 'activity.gap' }), aged(400)]);
      await runOf([{ keep: '30d' }, { bodiesFor: '1d' }], store).complete();
      expect(await store.find({})).toMatchObject([{ url_name: 'activity.gap', body: { count: 3 } }]);
    });

    it('keeps what is held, with its bodies, until the hold is lifted', async () => {
      const { store } = current;
      await store.insert([aged(40, { user_id: 7 }), aged(40, { user_id: 8, actor_id: 7 }), aged(40, { user_id: 8 })]);
      await hold('7');
      const rules: RetentionRule[] = [{ keep: '30d' }, { bodiesFor: '1d' }];
      expect(await preview(rules)).toMatchObject([
        { records: 1, held: 2 },
        { bodies: 0, held: 0 },
      ]);
      const run = runOf(rules, store);
      await run.maintain();
      expect(await store.count({}, 10)).toBe(2);
      expect(await store.count({ body: BODY }, 10)).toBe(2);
      await store.holds.lift(7);
      await run.maintain();
      expect(await store.count({}, 10)).toBe(0);
    });

    it('spares a record whose hold was placed after it was found', async () => {
      const { store } = current;
      await store.insert([aged(40, { user_id: 7 }), aged(40, { user_id: 8 })]);
      const rules = planRetention([{ keep: '30d' }]);
      const notes = { before: async () => hold(7) };
      await new RetentionRun(store, rules, { notes, pause: async () => undefined }).complete();
      expect(await store.find({})).toMatchObject([{ user_id: 7 }]);
    });

    it('tells in the log which numbers go, before they go, and not of bodies', async () => {
      const { store } = current;
      const instance = new Types.ObjectId();
      await store.insert([
        aged(40.1, { instance, seq: 4 }),
        aged(40, { instance, seq: 5 }),
        aged(8, { instance, seq: 6 }),
      ]);
      const failing = Object.assign(Object.create(store) as RetentionTestStore, {
        delete: () => Promise.reject(new Error('the connection is gone')),
      });
      await expect(runOf([{ keep: '30d' }], failing).complete()).rejects.toThrow('the connection is gone');
      const told = { url_name: 'activity.removed' };
      const body = { reason: 'retention', count: 2, first: 4, last: 5, ranges: [[4, 5]] };
      expect(await store.find(told)).toMatchObject([{ body }]);
      await store.retention.release();
      await runOf([{ keep: '30d' }, { bodiesFor: '7d' }], store).complete();
      expect(await store.count(told, 10)).toBe(2);
      expect(await store.find({ instance })).toMatchObject([{ seq: 6, body: { omitted: 'retention' } }]);
    });

    it('removes nothing that it cannot tell of', async () => {
      const { store } = current;
      await store.insert([aged(40, { instance: new Types.ObjectId(), seq: 1 })]);
      const failing = Object.assign(Object.create(store) as RetentionTestStore, {
        insert: () => Promise.reject(new Error('the disk is full')),
      });
      await expect(runOf([{ keep: '30d' }], failing).complete()).rejects.toThrow('the disk is full');
      expect(await store.count({}, 10)).toBe(1);
    });

    it('removes the same records that the dry run counts, for generated rules', async () => {
      const { store } = current;
      const records = Array.from({ length: 300 }, (_, number) =>
        aged(1 + ((number * 7) % 90), {
          user_id: number % 3 === 0 ? null : number % 5,
          method: number % 2 === 0 ? 'GET' : 'POST',
          status_code: [200, 201, 404, 500][number % 4]!,
          ...(number % 11 === 0 && { body: null, response: null }),
        }),
      );
      await store.insert(records);
      await hold(2);
      const rules: RetentionRule[] = [
        { when: 'user:1', keep: 'forever', bodiesFor: '3d' },
        { when: 'status:5xx -user:none', keep: '60d', bodiesFor: '50d' },
        { when: 'method:GET status:2xx', keep: '12d' },
        { when: 'user:none', bodiesFor: '1d' },
        { keep: '80d' },
        { bodiesFor: '20d' },
      ];
      const counted = await preview(rules);
      const pass = await runOf(rules, store).complete();
      for (const { rule, records, bodies } of counted) {
        const removed = pass!.removed.find((each) => each.rule === rule) ?? { records: 0, bodies: 0 };
        expect([rule, removed.records, removed.bodies]).toEqual([rule, records, bodies]);
      }
      const held = (await store.holds.list()).length;
      expect(held).toBe(1);
      const ofHeld = { $nor: [outsideHolds(await store.holds.list())] };
      const before = records.filter(({ user_id }) => user_id === 2).length;
      expect(await store.count({ $and: [ofHeld, { bodies_removed_at: null }] }, 1_000)).toBe(before);
    });
  });
}
