import { Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter, ActivityStore, FindOptions } from './activity-store.js';

const at = (minute: number): Date => new Date(Date.UTC(2024, 4, 6, 12, minute));

/** A record as capture would make it, with what the test is about. */
export function activity(fields: Partial<ActivityLog> = {}): ActivityLog {
  return {
    _id: new Types.ObjectId(),
    user_id: 7,
    url_name: 'list',
    namespace: 'OrdersController',
    route: '/orders',
    url_path: '/orders',
    api: 'http://localhost/orders',
    method: 'GET',
    headers: { accept: 'application/json' },
    body: null,
    response: { items: [] },
    status_code: 200,
    created_time: at(0),
    execution_time: 0.012,
    client_ip_address: '127.0.0.1',
    country: null,
    outcome: 'completed',
    trace_id: null,
    ...fields,
  };
}

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

/**
 * What every {@link ActivityStore} does. `makeStore` gives a new, empty store each time; the suite opens and closes it.
 * @publicApi
 */
export function describeActivityStore(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    let store: ActivityStore;

    beforeEach(async () => {
      store = makeStore();
      await store.open();
    });

    afterEach(() => store.close());

    const ids = async (filter: ActivityFilter, options?: FindOptions): Promise<string[]> =>
      (await store.find(filter, options)).map(({ _id }) => String(_id));

    describe('insert', () => {
      it('stores a batch', async () => {
        const records = [activity(), activity(), activity()];
        expect(await store.insert(records)).toEqual({ stored: 3, duplicates: 0, rejected: [] });
        expect(await store.count({}, 10)).toBe(3);
      });

      it('takes an empty batch', async () => {
        expect(await store.insert([])).toEqual({ stored: 0, duplicates: 0, rejected: [] });
      });

      it('takes more than 1,000 records', async () => {
        const records = Array.from({ length: 2_001 }, () => activity());
        expect(await store.insert(records)).toEqual({ stored: 2_001, duplicates: 0, rejected: [] });
        expect(await store.count({}, 5_000)).toBe(2_001);
      });

      it('counts what it has under the same _id as duplicate, and keeps the first', async () => {
        const first = activity({ status_code: 200 });
        await store.insert([first]);
        const outcome = await store.insert([{ ...first, status_code: 500 }, activity(), activity()]);
        expect(outcome).toEqual({ stored: 2, duplicates: 1, rejected: [] });
        expect(await store.find({ _id: first._id })).toMatchObject([{ status_code: 200 }]);
      });

      it('changes nothing when a batch is replayed', async () => {
        const records = [activity(), activity()];
        await store.insert(records);
        expect(await store.insert(records)).toEqual({ stored: 0, duplicates: 2, rejected: [] });
        expect(await store.count({}, 10)).toBe(2);
      });

      it.each([0, 1, 49, 99])(
        'rejects an unstorable record at position %i and stores the other 99',
        async (position) => {
          const records = Array.from({ length: 99 }, () => activity());
          const culprit = unstorable();
          const outcome = await store.insert(records.toSpliced(position, 0, culprit));
          expect(outcome).toMatchObject({ stored: 99, duplicates: 0 });
          expect(outcome.rejected).toEqual([{ record: culprit, reason: expect.stringMatching(/BSON/) }]);
          expect(await store.count({}, 1_000)).toBe(99);
        },
      );

      it('rejects each of several unstorable records', async () => {
        const culprits = [unstorable(), unstorable(), activity({ body: { 'a\0b': 1 } })];
        const outcome = await store.insert([activity(), ...culprits, activity()]);
        expect(outcome.stored).toBe(2);
        expect(outcome.rejected.map(({ record }) => record)).toEqual(culprits);
      });

      it('leaves the records it was given as they were', async () => {
        const record = Object.freeze(activity({ body: Object.freeze({ a: 1 }), event_name: undefined }));
        const before = structuredClone({ ...record, _id: String(record._id) });
        await store.insert([record]);
        expect({ ...record, _id: String(record._id) }).toEqual(before);
      });
    });

    describe('what comes back', () => {
      const roundTrip = async (record: ActivityLog): Promise<ActivityLog> => {
        await store.insert([record]);
        const [found] = await store.find({ _id: record._id });
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
        await store.insert([record]);
        (record.body as { list: number[] }).list.push(2);
        record.created_time.setTime(0);
        expect(await store.find({})).toMatchObject([{ body: { list: [1] }, created_time: at(0) }]);
      });

      it.each([[undefined], [['body', 'created_time']]])(
        'does not change when a record that came out does (fields: %j)',
        async (fields) => {
          await store.insert([activity({ body: { list: [1] }, created_time: at(1) })]);
          const [found] = await store.find({}, { fields });
          (found!.body as { list: number[] }).list.push(2);
          found!.created_time.setTime(0);
          expect(await store.find({})).toMatchObject([{ body: { list: [1] }, created_time: at(1) }]);
        },
      );
    });

    describe('find and count', () => {
      const [ann, sevenAsText, other, anonymous] = [
        activity({ user_id: 7, created_time: at(1), url_name: 'list', status_code: 200 }),
        activity({
          user_id: '7',
          created_time: at(2),
          url_name: 'create',
          status_code: 201,
          body: { tags: ['a', 'b'] },
        }),
        activity({ user_id: 8, created_time: at(3), url_name: 'list', status_code: 404, headers: { host: 'x' } }),
        activity({ user_id: null, created_time: at(4), url_name: null, status_code: null, country: 'Norway' }),
      ];

      beforeEach(async () => {
        await store.insert([other, ann, anonymous, sevenAsText]);
      });

      it.each<[string, ActivityFilter, ActivityLog[]]>([
        ['everything', {}, [anonymous, other, sevenAsText, ann]],
        ['one type of a user id', { user_id: 7 }, [ann]],
        ['both types of a user id', { user_id: { $in: [7, '7'] } }, [sevenAsText, ann]],
        ['no user', { user_id: null }, [anonymous]],
        ['any user', { user_id: { $ne: null } }, [other, sevenAsText, ann]],
        ['an id', { _id: ann._id }, [ann]],
        ['several ids', { _id: { $in: [ann._id, other._id] } }, [other, ann]],
        ['a name', { url_name: 'list' }, [other, ann]],
        ['hidden names', { url_name: { $nin: ['list', 'export'] } }, [anonymous, sevenAsText]],
        ['a status class', { status_code: { $gte: 200, $lt: 300 } }, [sevenAsText, ann]],
        ['from a time on', { created_time: { $gte: at(3) } }, [anonymous, other]],
        ['before a time', { created_time: { $lt: at(3) } }, [sevenAsText, ann]],
        ['between times', { created_time: { $gt: at(1), $lte: at(3) } }, [other, sevenAsText]],
        ['a nested field', { 'headers.host': 'x' }, [other]],
        ['an item of an array', { 'body.tags': 'b' }, [sevenAsText]],
        ['both of two', { $and: [{ user_id: { $in: [7, '7'] } }, { url_name: 'list' }] }, [ann]],
        ['either of two', { $or: [{ user_id: 8 }, { country: 'Norway' }] }, [anonymous, other]],
        ['a field that is there', { 'body.tags': { $exists: true } }, [sevenAsText]],
        ['an escaped text', { country: { $regex: '^nor', $options: 'i' } }, [anonymous]],
        ['nobody', { user_id: 9 }, []],
      ])('finds %s, newest first', async (_what, filter, expected) => {
        expect(await ids(filter)).toEqual(expected.map(({ _id }) => String(_id)));
        expect(await store.count(filter, 100)).toBe(expected.length);
      });

      it('continues after a position', async () => {
        const after = {
          $or: [{ created_time: { $lt: at(2) } }, { created_time: at(2), _id: { $lt: sevenAsText._id } }],
        };
        expect(await ids(after)).toEqual([String(ann._id)]);
      });

      it('orders records of the same time by _id', async () => {
        const twins = [1, 2, 3].map(() => activity({ user_id: 'twin', created_time: at(9) }));
        await store.insert([twins[1]!, twins[2]!, twins[0]!]);
        expect(await ids({ user_id: 'twin' })).toEqual(twins.map(({ _id }) => String(_id)).reverse());
        const [, middle] = twins;
        expect(await ids({ user_id: 'twin', _id: { $lt: middle!._id } })).toEqual([String(twins[0]!._id)]);
      });

      it.each<[FindOptions, ActivityLog[]]>([
        [{ sort: { created_time: 1 } }, [ann, sevenAsText, other, anonymous]],
        [{ sort: { url_name: 1, created_time: -1 } }, [anonymous, sevenAsText, other, ann]],
        [{ limit: 2 }, [anonymous, other]],
        [{ skip: 3 }, [ann]],
        [{ skip: 1, limit: 2 }, [other, sevenAsText]],
        [{ skip: 9 }, []],
      ])('obeys %j', async (options, expected) => {
        expect(await ids({}, options)).toEqual(expected.map(({ _id }) => String(_id)));
      });

      it('returns the fields that were asked for, and _id', async () => {
        const [found] = await store.find({ user_id: 8 }, { fields: ['url_name', 'headers.host'] });
        expect(found).toEqual({ _id: other._id, url_name: 'list', headers: { host: 'x' } });
      });

      it.each([
        [0, 0],
        [3, 3],
        [4, 4],
        [5, 4],
      ])('counts up to %i: %i', async (cap, expected) => {
        expect(await store.count({}, cap)).toBe(expected);
      });
    });

    describe('aggregate', () => {
      beforeEach(async () => {
        await store.insert([
          activity({ user_id: 1, url_name: 'list', execution_time: 1, created_time: at(1) }),
          activity({ user_id: 1, url_name: 'list', execution_time: 3, created_time: at(2) }),
          activity({ user_id: 1, url_name: 'create', execution_time: 5, created_time: at(3) }),
          activity({ user_id: 2, url_name: 'list', execution_time: 9, created_time: at(4) }),
        ]);
      });

      it('matches, groups, sorts and limits', async () => {
        const rows = await store.aggregate([
          { $match: { user_id: { $in: [1, '1'] } } },
          {
            $group: {
              _id: '$url_name',
              calls: { $sum: 1 },
              mean: { $avg: '$execution_time' },
              last: { $max: '$created_time' },
            },
          },
          { $sort: { calls: -1 } },
          { $limit: 1 },
        ]);
        expect(rows).toEqual([{ _id: 'list', calls: 2, mean: 2, last: at(2) }]);
      });

      it('groups by time', async () => {
        const minute = { $dateTrunc: { date: '$created_time', unit: 'minute', binSize: 2 } };
        const rows = await store.aggregate([{ $group: { _id: minute, calls: { $sum: 1 } } }, { $sort: { _id: 1 } }]);
        expect(rows).toEqual([
          { _id: at(0), calls: 1 },
          { _id: at(2), calls: 2 },
          { _id: at(4), calls: 1 },
        ]);
      });

      it('changes no record, whatever its stages write', async () => {
        await store.aggregate([{ $match: { user_id: 2 } }, { $set: { 'headers.seen': true } }, { $unset: 'response' }]);
        expect(await store.find({ user_id: 2 })).toMatchObject([
          { headers: { accept: 'application/json' }, response: { items: [] } },
        ]);
        expect(await store.count({ 'headers.seen': true }, 10)).toBe(0);
      });
    });
  });
}
