import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from './activity-store.js';
import { activity, at } from './example-activity.fixture.js';

const nested = (levels: number): unknown => (levels === 0 ? 'bottom' : { in: nested(levels - 1) });

/** What a hostile client can put into a body, and what capture should have taken out. */
const unstorable = (): ActivityLog => activity({ body: { _bsontype: 'ObjectId' } });

/** JSON.parse and not a literal: there `__proto__` is a key like any other. */
const ODD_KEYS: Record<string, string> = {
  'begins with a dollar': '{"$where":"1","in":{"$gt":1}}',
  'holds a dot': '{"a.b":1,"in":{"c.d.e":2}}',
  'is __proto__': '{"__proto__":{"admin":true},"in":{"__proto__":1}}',
  'is constructor': '{"constructor":1,"toString":2}',
  'is empty': '{"":1,"in":{"":2}}',
  'looks like a number': '{"2":2,"10":1}',
};

/** What a store does with what it is given. @param current the open, empty store of the test that runs */
export function describeWriting(current: () => ActivityStore): void {
  describe('insert', () => {
    it('stores a batch', async () => {
      const records = [activity(), activity(), activity()];
      expect(await current().insert(records)).toEqual({ stored: 3, duplicates: 0, rejected: [] });
      expect(await current().count({}, 10)).toBe(3);
    });

    it('takes an empty batch', async () => {
      expect(await current().insert([])).toEqual({ stored: 0, duplicates: 0, rejected: [] });
    });

    it('takes more than 1,000 records', async () => {
      const records = Array.from({ length: 2_001 }, () => activity());
      expect(await current().insert(records)).toEqual({ stored: 2_001, duplicates: 0, rejected: [] });
      expect(await current().count({}, 5_000)).toBe(2_001);
    });

    it('counts what it has under the same _id as duplicate, and keeps the first', async () => {
      const first = activity({ status_code: 200 });
      await current().insert([first]);
      const outcome = await current().insert([{ ...first, status_code: 500 }, activity(), activity()]);
      expect(outcome).toEqual({ stored: 2, duplicates: 1, rejected: [] });
      expect(await current().find({ _id: first._id })).toMatchObject([{ status_code: 200 }]);
    });

    it('changes nothing when a batch is replayed', async () => {
      const records = [activity(), activity()];
      await current().insert(records);
      expect(await current().insert(records)).toEqual({ stored: 0, duplicates: 2, rejected: [] });
      expect(await current().count({}, 10)).toBe(2);
    });

    it.each([0, 1, 49, 99])('rejects an unstorable record at position %i and stores the other 99', async (position) => {
      const records = Array.from({ length: 99 }, () => activity());
      const culprit = unstorable();
      const outcome = await current().insert(records.toSpliced(position, 0, culprit));
      expect(outcome).toMatchObject({ stored: 99, duplicates: 0 });
      expect(outcome.rejected).toEqual([{ record: culprit, reason: expect.stringMatching(/BSON/) }]);
      expect(await current().count({}, 1_000)).toBe(99);
    });

    it('rejects each of several unstorable records', async () => {
      const culprits = [unstorable(), unstorable(), activity({ body: { 'a\0b': 1 } })];
      const outcome = await current().insert([activity(), ...culprits, activity()]);
      expect(outcome.stored).toBe(2);
      expect(outcome.rejected.map(({ record }) => record)).toEqual(culprits);
    });

    it('leaves the records it was given as they were', async () => {
      const record = Object.freeze(activity({ body: Object.freeze({ a: 1 }), event_name: undefined }));
      const before = structuredClone({ ...record, _id: String(record._id) });
      await current().insert([record]);
      expect({ ...record, _id: String(record._id) }).toEqual(before);
    });
  });

  describe('what comes back', () => {
    const roundTrip = async (record: ActivityLog): Promise<ActivityLog> => {
      await current().insert([record]);
      const [found] = await current().find({ _id: record._id });
      return found as ActivityLog;
    };

    it('is the record that went in', async () => {
      const record = activity({ body: { a: [1, 'two', null, { three: 3.5 }] }, company_id: '13' });
      expect(await roundTrip(record)).toEqual(record);
    });

    it('has dates as Date and ids as ObjectId', async () => {
      const found = await roundTrip(activity({ created_time: at(5) }));
      expect(found.created_time).toEqual(at(5));
      expect(found.created_time).toBeInstanceOf(Date);
      expect(found._id).toBeInstanceOf(Types.ObjectId);
    });

    it('keeps null, and leaves out undefined', async () => {
      const found = await roundTrip(
        activity({ country: null, event_name: undefined, body: { a: null, b: undefined } }),
      );
      expect(found.country).toBeNull();
      expect(found).not.toHaveProperty('event_name');
      expect(Object.entries(found.body as object)).toEqual([['a', null]]);
    });

    it.each(Object.entries(ODD_KEYS))('keeps a key that %s', async (_what, json) => {
      const found = await roundTrip(activity({ body: JSON.parse(json) }));
      expect(JSON.stringify(found.body)).toBe(json);
    });

    it('keeps 150 levels of nesting', async () => {
      const found = await roundTrip(activity({ body: nested(150) }));
      expect(found.body).toEqual(nested(150));
    });

    it.each([0, -7, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, 0.1, '7', ''])(
      'keeps the user id %j with its type',
      async (id) => {
        expect((await roundTrip(activity({ user_id: id }))).user_id).toBe(id);
      },
    );

    it('does not change when the record that went in does', async () => {
      const record = activity({ body: { list: [1] } });
      await current().insert([record]);
      (record.body as { list: number[] }).list.push(2);
      record.created_time.setTime(0);
      expect(await current().find({})).toMatchObject([{ body: { list: [1] }, created_time: at(0) }]);
    });

    it.each([[undefined], [['body', 'created_time']]])(
      'does not change when a record that came out does (fields: %j)',
      async (fields) => {
        await current().insert([activity({ body: { list: [1] }, created_time: at(1) })]);
        const [found] = await current().find({}, { fields });
        (found!.body as { list: number[] }).list.push(2);
        found!.created_time.setTime(0);
        expect(await current().find({})).toMatchObject([{ body: { list: [1] }, created_time: at(1) }]);
      },
    );
  });
}
