import { Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../common/time.js';
import type { ActivityLog } from '../record/activity-log.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { outsideHolds } from '../storage/port/legal-holds.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { planRetention } from './retention-plan.js';
import { readRetentionRules } from './retention-rules.js';
import { previewRetention } from './retention-preview.js';
import { RetentionRun, type RetentionStore } from './retention-run.js';

type Stored = RetentionStore & Required<Pick<RetentionStore, 'retention' | 'holds'>>;

const RULES: RetentionRule[] = [
  { when: 'status:2xx method:GET', keep: '30d' },
  { when: 'user:*', keep: '1y' },
  { bodiesFor: '7d' },
];
const BODY = { note: 'hello' };

/** Removal by rules on a store. `makeStore` gives a new, empty store each time. */
export function describeRetention(name: string, makeStore: () => Stored): void {
  describe(`storage.retention on ${name}`, () => {
    let store: Stored;
    /** Stands still between two calls, so that every round has time. */
    let elapsed: number;
    beforeEach(async () => {
      elapsed = 0;
      store = makeStore();
      await store.open();
    });
    afterEach(() => store.close());

    const runOf = (rules: RetentionRule[], of: Stored = store) => {
      expect(readRetentionRules(rules).problems).toEqual([]);
      return new RetentionRun(of, planRetention(rules), { pause: async () => undefined, clock: () => elapsed });
    };
    const preview = async (rules: RetentionRule[]) =>
      (await previewRetention(store, planRetention(rules), { cap: 10_000, maxTimeMs: 10_000 })).rules;
    const aged = (days: number, fields: Partial<ActivityLog> = {}) =>
      activity({ created_time: new Date(Date.now() - days * DAY_MS), body: BODY, response: BODY, ...fields });
    const names = async () =>
      (await store.find({}, { sort: { created_time: -1 } })).map(({ url_name }) => url_name).toSorted();
    const hold = (user_id: number | string) =>
      store.holds.place({ user_id, reason: 'case 12/2026', until: null, placed_by: 1, placed_at: new Date() });

    it('lets the first matching rule decide about records, and bodies go before', async () => {
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

      const pass = await runOf(RULES).complete();
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
      await store.insert([aged(400, { url_name: 'login' }), aged(400, { url_name: 'list' })]);
      await runOf([{ when: 'name:login', keep: 'forever' }, { keep: '30d' }]).complete();
      expect(await names()).toEqual(['login']);
    });

    it('keeps the records that explain what is missing', async () => {
      const about = { user_id: null, method: null, namespace: 'ActivityTracker', body: { count: 3 } };
      await store.insert([aged(400, { ...about, url_name: 'activity.gap' }), aged(400)]);
      await runOf([{ keep: '30d' }, { bodiesFor: '1d' }]).complete();
      expect(await store.find({})).toMatchObject([{ url_name: 'activity.gap', body: { count: 3 } }]);
    });

    it('keeps what is held, with its bodies, until the hold is lifted', async () => {
      await store.insert([aged(40, { user_id: 7 }), aged(40, { user_id: 8, actor_id: 7 }), aged(40, { user_id: 8 })]);
      await hold('7');
      const rules: RetentionRule[] = [{ keep: '30d' }, { bodiesFor: '1d' }];
      expect(await preview(rules)).toMatchObject([
        { records: 1, held: 2 },
        { bodies: 0, held: 0 },
      ]);
      const run = runOf(rules);
      await run.maintain();
      expect(await store.count({}, 10)).toBe(2);
      expect(await store.count({ body: BODY }, 10)).toBe(2);
      await store.holds.lift(7);
      await run.maintain();
      expect(await store.count({}, 10)).toBe(0);
    });

    it('spares a record whose hold was placed after it was found', async () => {
      await store.insert([aged(40, { user_id: 7 }), aged(40, { user_id: 8 })]);
      const rules = planRetention([{ keep: '30d' }]);
      const notes = { before: async () => hold(7) };
      await new RetentionRun(store, rules, { notes, pause: async () => undefined }).complete();
      expect(await store.find({})).toMatchObject([{ user_id: 7 }]);
    });

    it('tells in the log which numbers go, before they go, and not of bodies', async () => {
      const instance = new Types.ObjectId();
      await store.insert([
        aged(40.1, { instance, seq: 4 }),
        aged(40, { instance, seq: 5 }),
        aged(8, { instance, seq: 6 }),
      ]);
      const failing = Object.assign(Object.create(store) as Stored, {
        delete: () => Promise.reject(new Error('the connection is gone')),
      });
      await expect(runOf([{ keep: '30d' }], failing).complete()).rejects.toThrow('the connection is gone');
      const told = { url_name: 'activity.removed' };
      const body = { reason: 'retention', count: 2, first: 4, last: 5, ranges: [[4, 5]] };
      expect(await store.find(told)).toMatchObject([{ body }]);
      await store.retention.release();
      await runOf([{ keep: '30d' }, { bodiesFor: '7d' }]).complete();
      expect(await store.count(told, 10)).toBe(2);
      expect(await store.find({ instance })).toMatchObject([{ seq: 6, body: { omitted: 'retention' } }]);
    });

    it('removes nothing that it cannot tell of', async () => {
      await store.insert([aged(40, { instance: new Types.ObjectId(), seq: 1 })]);
      const failing = Object.assign(Object.create(store) as Stored, {
        insert: () => Promise.reject(new Error('the disk is full')),
      });
      await expect(runOf([{ keep: '30d' }], failing).complete()).rejects.toThrow('the disk is full');
      expect(await store.count({}, 10)).toBe(1);
    });

    it('removes more than one batch, also where all records have one time', async () => {
      const created_time = new Date(Date.now() - 40 * DAY_MS);
      await store.insert(Array.from({ length: 1_203 }, () => activity({ created_time })));
      const pass = await runOf([{ keep: '30d' }]).complete();
      expect(pass!.removed).toEqual([{ rule: 0, records: 1_203, bodies: 0 }]);
      expect(await store.count({}, 10)).toBe(0);
    });

    it('stops when it is told to, and another process continues where it stopped', async () => {
      await store.insert(Array.from({ length: 1_100 }, (_, number) => aged(40 + number / 1_000)));
      const ending = new AbortController();
      const rules = planRetention([{ keep: '30d' }]);
      const first = new RetentionRun(store, rules, { pause: async () => ending.abort() });
      await first.maintain(ending.signal);
      expect(await store.count({}, 2_000)).toBe(600);
      const saved = await store.retention.load();
      expect(saved).toMatchObject({ current: { step: 0, removed: [{ records: 500 }] }, last: null });
      await first.release();

      await runOf([{ keep: '30d' }]).maintain();
      expect(await store.count({}, 2_000)).toBe(0);
      expect(await store.retention.load()).toMatchObject({
        current: null,
        last: { now: saved!.current!.now, full: true, removed: [{ rule: 0, records: 1_100, bodies: 0 }] },
      });
    });

    it('ends a round before a minute is over', async () => {
      await store.insert(Array.from({ length: 1_100 }, () => aged(40)));
      const rules = planRetention([{ keep: '30d' }]);
      const run = new RetentionRun(store, rules, { clock: () => elapsed, pause: async () => (elapsed += MINUTE_MS) });
      await run.maintain();
      expect(await store.count({}, 2_000)).toBe(600);
      await run.maintain();
      expect(await store.count({}, 2_000)).toBe(100);
    });

    it('begins a pass each hour, and looks a day back for records that were stored late', async () => {
      const run = runOf([{ keep: '30d' }]);
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
      await store.insert([aged(40)]);
      await runOf([{ keep: '60d' }]).maintain();
      expect(await store.count({}, 10)).toBe(1);
      await runOf([{ keep: '20d' }]).maintain();
      expect(await store.count({}, 10)).toBe(0);
    });

    it('removes the same records that the dry run counts, for generated rules', async () => {
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
      const pass = await runOf(rules).complete();
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
