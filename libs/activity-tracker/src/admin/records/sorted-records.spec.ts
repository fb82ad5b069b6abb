import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { describeWithMongoStore } from '../../../test/describe-with-mongodb-store.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { parseQuery } from '../query/parse/parse-query.js';
import type { RecordOrder } from './record-order.js';
import { recordsOver } from './records-over-store.fixture.js';
import { RecordsService } from './records.service.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const HOUR_MS = 3_600_000;
const FIELDS = { time: 'created_time', duration: 'execution_time', status: 'status_code' } as const;
/** Values that another writer may have left; they come last. */
const ODD = [null, '12', Number.NaN];

const records = Array.from({ length: 90 }, (_, n) =>
  activity({
    user_id: n % 3,
    created_time: new Date(NOW - Math.floor(n / 4) * HOUR_MS),
    execution_time: (n % 10 === 9 ? ODD[Math.floor(n / 10) % 3] : ((n * 7) % 11) / 10) as number,
    status_code: n % 13 === 5 ? null : 200 + ((n * 5) % 4) * 100,
    response: { note: n % 2 ? 'lamp' : 'chair' },
  }),
);

function sortedNaively(all: readonly ActivityLog[], { sort, order }: Required<RecordOrder>): string[] {
  const sign = order === 'asc' ? 1 : -1;
  const valueOf = (record: ActivityLog): number | null => {
    const value: unknown = record[FIELDS[sort]];
    return value instanceof Date ? value.getTime() : Number.isFinite(value) ? (value as number) : null;
  };
  const compare = (a: ActivityLog, b: ActivityLog): number => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === y) {
      const newer = b.created_time.getTime() - a.created_time.getTime() || (String(a._id) < String(b._id) ? 1 : -1);
      return sort === 'time' ? -sign * newer : newer;
    }
    return x === null ? 1 : y === null ? -1 : sign * (x - y);
  };
  return all.toSorted(compare).map(({ _id }) => String(_id));
}

function describeSorting(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    const over = recordsOver(makeStore, records, NOW);

    const pages = async (text: string, order: RecordOrder, limit = 7): Promise<string[]> => {
      const query = parseQuery(text);
      const found: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const { results, next } = await over.service.list(query, { ...order, limit, cursor });
        found.push(...results.map(({ _id }) => String(_id)));
        cursor = next ? (next as { cursor: string }).cursor : undefined;
      }
      return found;
    };

    const ORDERS = (['time', 'duration', 'status'] as const).flatMap((sort) =>
      (['desc', 'asc'] as const).map((order) => ({ sort, order })),
    );

    it.each(ORDERS)('by $sort, $order, page by page, whatever is asked', async (order) => {
      expect(await pages('', order)).toEqual(sortedNaively(records, order));
      const ofOne = records.filter(({ user_id }) => user_id === 1);
      expect(await pages('user:1', order)).toEqual(sortedNaively(ofOne, order));
      const lamps = records.filter((_, n) => n % 2 === 1);
      expect(await pages('lamp', order)).toEqual(sortedNaively(lamps, order));
    });

    it('with the records of a list, their number, and nothing to go on for', async () => {
      const { results, count, next, sorted_from } = await over.service.list(parseQuery(''), {
        sort: 'status',
        limit: 100,
      });
      expect([results.length, count, next, sorted_from]).toEqual([90, 90, null, undefined]);
      expect(results[0]).toMatchObject({ status_code: 500 });
      expect(results[0]).not.toHaveProperty('response');
    });

    it('refuses a cursor of another order', async () => {
      const { next } = await over.service.list(parseQuery(''), { sort: 'duration', limit: 5 });
      for (const order of [{ sort: 'status' }, { sort: 'duration', order: 'asc' }, {}] as RecordOrder[])
        await expect(over.service.list(parseQuery(''), { ...order, ...next })).rejects.toThrow(BadRequestException);
    });

    it('tells since when records are sorted where the time is up, and keeps to that on the pages after', async () => {
      let now = NOW;
      const slow = Object.create(over.store, {
        aggregate: {
          value: async (...given: Parameters<ActivityStore['aggregate']>) => {
            const found = await over.store.aggregate(...given);
            now += 400;
            return found;
          },
        },
      }) as ActivityStore;
      const hurried = new RecordsService(slow, { pageSize: 50, urlNames: [] }, () => now);
      const first = await hurried.list(parseQuery(''), { sort: 'duration', limit: 5, budgetMs: 1_000 });
      expect(first.sorted_from).toBeInstanceOf(Date);
      const compared = records.filter(({ created_time }) => created_time >= first.sorted_from!);
      expect(compared.length).toBeGreaterThan(5);
      expect(compared.length).toBeLessThan(90);
      const rest = await hurried.list(parseQuery(''), { sort: 'duration', limit: 100, ...first.next });
      expect(rest.sorted_from).toEqual(first.sorted_from);
      expect([...first.results, ...rest.results].map(({ _id }) => String(_id))).toEqual(
        sortedNaively(compared, { sort: 'duration', order: 'desc' }),
      );
      const never = Object.create(over.store, {
        aggregate: { value: () => Promise.reject(new StoreTimeoutError('too slow')) },
      }) as ActivityStore;
      const stuck = new RecordsService(never, { pageSize: 50, urlNames: [] }, () => (now += 200));
      await expect(stuck.list(parseQuery(''), { sort: 'duration' })).rejects.toThrow(StoreTimeoutError);
    });
  });
}

describe('records are sorted', () => {
  describeSorting('in memory', () => new InMemoryActivityStore());
});

describeWithMongoStore('records are sorted', 'sorted', (makeStore) => {
  describeSorting('by MongoDB', makeStore);
});
