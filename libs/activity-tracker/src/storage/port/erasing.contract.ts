import { Types } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from './activity-store.js';
import { activity, at } from './example-activity.fixture.js';

type WholeStore = Required<Pick<ActivityStore, 'stream' | 'delete' | 'rewrite'>> & ActivityStore;

/** What a store that can stream and erase does. @param store the open, empty store of the test that runs */
export function describeErasing(store: () => ActivityStore): void {
  describe('streaming and erasing', () => {
    const current = () => store() as WholeStore;
    const records = Array.from({ length: 7 }, (_, n) => activity({ user_id: n % 2, created_time: at(n) }));

    beforeEach(async () => {
      await current().insert(records);
    });

    describe('stream', () => {
      const read = async (...args: Parameters<WholeStore['stream']>) => {
        const found: ActivityLog[] = [];
        for await (const record of current().stream(...args)) found.push(record);
        return found;
      };

      it('gives all that match, newest first, whatever the batch', async () => {
        for (const batchSize of [1, 2, 3, 7, 100]) {
          expect(await read({}, { batchSize })).toEqual(records.toReversed());
        }
        expect(await read({ user_id: 1 })).toEqual([records[5], records[3], records[1]]);
        expect(await read({ user_id: 9 })).toEqual([]);
      });

      it('obeys sort and fields', async () => {
        const found = await read({ user_id: 0 }, { sort: { created_time: 1 }, fields: ['url_name'], batchSize: 2 });
        expect(found).toEqual([0, 2, 4, 6].map((n) => ({ _id: records[n]!._id, url_name: 'list' })));
      });

      it('ends with the reason of the signal, before it begins and half way', async () => {
        const reason = new Error('the client is gone');
        await expect(read({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        const controller = new AbortController();
        let count = 0;
        const reading = async () => {
          for await (const _ of current().stream({}, { signal: controller.signal, batchSize: 2 })) {
            if (++count === 4) controller.abort(reason);
          }
        };
        await expect(reading()).rejects.toBe(reason);
        expect(count).toBeLessThan(7);
      });

      it('can be left half way', async () => {
        for await (const record of current().stream({}, { batchSize: 1 })) {
          expect(record).toEqual(records[6]);
          break;
        }
        expect(await current().count({}, 10)).toBe(7);
      });
    });

    describe('delete', () => {
      it('deletes what matches and says how many', async () => {
        expect(await current().delete({ user_id: 1 })).toBe(3);
        expect(await current().find({})).toEqual([6, 4, 2, 0].map((n) => records[n]));
        expect(await current().delete({ user_id: 1 })).toBe(0);
      });
    });

    describe('rewrite', () => {
      const anonymised = (record: ActivityLog): ActivityLog =>
        record.user_id === 'other' ? record : { ...record, user_id: 'other', headers: {} };

      it('replaces matching records in batches', async () => {
        expect(await current().rewrite({ user_id: 1 }, anonymised, { batchSize: 2 })).toBe(3);
        const expected = [1, 3, 5].map((n) => ({ ...records[n]!, user_id: 'other', headers: {} }));
        expect(await current().find({ user_id: 'other' }, { sort: { created_time: 1 } })).toEqual(expected);
        expect(await current().count({ user_id: 0 }, 10)).toBe(4);
      });

      it('writes nothing where nothing changes, so that it can be done again', async () => {
        expect(await current().rewrite({}, anonymised)).toBe(7);
        expect(await current().rewrite({}, anonymised)).toBe(0);
      });

      it('passes the records before and after the change to `before`', async () => {
        const told: unknown[] = [];
        await current().rewrite({ user_id: 1 }, anonymised, {
          batchSize: 2,
          before: async (batch) => {
            told.push(...batch.map(({ user_id }) => user_id));
            if (told.length <= 2) expect(await current().count({ user_id: 'other' }, 10)).toBe(0);
          },
        });
        expect(told.toSorted()).toEqual([1, 1, 1, 'other', 'other', 'other']);
      });

      it('stops when `before` fails, and can be done again', async () => {
        const failing = current().rewrite({}, anonymised, {
          batchSize: 2,
          before: async () => {
            if ((await current().count({ user_id: 'other' }, 10)) >= 2) throw new Error('no marks');
          },
        });
        await expect(failing).rejects.toThrow('no marks');
        const done = await current().count({ user_id: 'other' }, 10);
        expect(done).toBe(2);
        expect(await current().rewrite({}, anonymised)).toBe(7 - done);
      });

      it('refuses a record with another _id', async () => {
        const moved = (record: ActivityLog) => ({ ...record, _id: new Types.ObjectId() });
        await expect(current().rewrite({}, moved)).rejects.toThrow(/keep its own/);
        expect(await current().find({})).toEqual(records.toReversed());
      });

      it('does not bring back a record that was deleted meanwhile', async () => {
        const before = async (): Promise<void> => void (await current().delete({ user_id: 1 }));
        expect(await current().rewrite({ user_id: 1 }, anonymised, { before })).toBe(0);
        expect(await current().count({}, 10)).toBe(4);
      });

      it('keeps what another rewrite did to the same record meanwhile', async () => {
        const masked = (field: string) => (record: ActivityLog) =>
          record.headers[field] === 'x' ? record : { ...record, headers: { ...record.headers, [field]: 'x' } };
        let other: Promise<number> | undefined;
        const before = async (): Promise<void> => {
          await (other ??= current().rewrite({}, masked('b')));
        };
        await current().rewrite({}, masked('a'), { before });
        expect(await current().count({ 'headers.a': 'x', 'headers.b': 'x' }, 10)).toBe(7);
      });
    });
  });
}
