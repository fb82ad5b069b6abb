import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore, FindOptions } from './activity-store.js';
import { activity, at } from './example-activity.fixture.js';

/** What a store answers. @param current the open, empty store of the test that runs */
export function describeReading(current: () => ActivityStore): void {
  const ids = async (filter: ActivityFilter, options?: FindOptions): Promise<string[]> =>
    (await current().find(filter, options)).map(({ _id }) => String(_id));

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
      await current().insert([other, ann, anonymous, sevenAsText]);
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
      ['a user without records', { user_id: 9 }, []],
    ])('finds %s, newest first', async (_what, filter, expected) => {
      expect(await ids(filter)).toEqual(expected.map(({ _id }) => String(_id)));
      expect(await current().count(filter, 100)).toBe(expected.length);
    });

    it('continues after a position', async () => {
      const after = {
        $or: [{ created_time: { $lt: at(2) } }, { created_time: at(2), _id: { $lt: sevenAsText._id } }],
      };
      expect(await ids(after)).toEqual([String(ann._id)]);
    });

    it('orders records of the same time by _id', async () => {
      const twins = [1, 2, 3].map(() => activity({ user_id: 'twin', created_time: at(9) }));
      await current().insert([twins[1]!, twins[2]!, twins[0]!]);
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
      const [found] = await current().find({ user_id: 8 }, { fields: ['url_name', 'headers.host'] });
      expect(found).toEqual({ _id: other._id, url_name: 'list', headers: { host: 'x' } });
    });

    it.each([
      [0, 0],
      [3, 3],
      [4, 4],
      [5, 4],
    ])('counts up to %i: %i', async (cap, expected) => {
      expect(await current().count({}, cap)).toBe(expected);
    });
  });

  describe('aggregate', () => {
    beforeEach(async () => {
      await current().insert([
        activity({ user_id: 1, url_name: 'list', execution_time: 1, created_time: at(1) }),
        activity({ user_id: 1, url_name: 'list', execution_time: 3, created_time: at(2) }),
        activity({ user_id: 1, url_name: 'create', execution_time: 5, created_time: at(3) }),
        activity({ user_id: 2, url_name: 'list', execution_time: 9, created_time: at(4) }),
      ]);
    });

    it('matches, groups, sorts and limits', async () => {
      const rows = await current().aggregate([
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
      const rows = await current().aggregate([{ $group: { _id: minute, calls: { $sum: 1 } } }, { $sort: { _id: 1 } }]);
      expect(rows).toEqual([
        { _id: at(0), calls: 1 },
        { _id: at(2), calls: 2 },
        { _id: at(4), calls: 1 },
      ]);
    });

    it('changes no record, whatever its stages write', async () => {
      await current().aggregate([
        { $match: { user_id: 2 } },
        { $set: { 'headers.seen': true } },
        { $unset: 'response' },
      ]);
      expect(await current().find({ user_id: 2 })).toMatchObject([
        { headers: { accept: 'application/json' }, response: { items: [] } },
      ]);
      expect(await current().count({ 'headers.seen': true }, 10)).toBe(0);
    });
  });
}
