import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, FindOptions } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { type RecordPage, RecordsService } from './records.service.js';
import { HOUR_MS } from '../../common/time.js';

const NOW = Date.UTC(2024, 4, 31, 12);
const hoursAgo = (hours: number) => new Date(NOW - hours * HOUR_MS);

/** What a record costs to look at, in milliseconds: a large log, in which only some are kept. */
class SlowStore extends InMemoryActivityStore {
  now = NOW;
  costOfAnHour = 0;
  longestQuery = 0;

  override async find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    this.spend(JSON.stringify(filter), options.maxTimeMs);
    return super.find(filter, options);
  }

  override async aggregate<T>(pipeline: Record<string, unknown>[], options: { maxTimeMs?: number } = {}): Promise<T[]> {
    this.spend(JSON.stringify(pipeline[0]), options.maxTimeMs);
    return super.aggregate<T>(pipeline);
  }

  override async count(filter: ActivityFilter, cap: number): Promise<number> {
    if (this.costOfAnHour > 0) throw new StoreTimeoutError('too slow');
    return super.count(filter, cap);
  }

  private spend(filter: string, maxTimeMs = Infinity): void {
    const [, from, to] = /"\$gte":"([^"]+)","\$lte":"([^"]+)"/.exec(filter) ?? [];
    if (from === undefined || to === undefined) return;
    const cost = ((Date.parse(to) - Date.parse(from)) / HOUR_MS) * this.costOfAnHour;
    this.now += Math.min(cost, maxTimeMs);
    this.longestQuery = Math.max(this.longestQuery, Math.min(cost, maxTimeMs));
    if (cost > maxTimeMs) throw new StoreTimeoutError('too slow');
  }
}

describe('a query that no index answers', () => {
  let store: SlowStore;
  let service: RecordsService;
  const query = parseQuery('method:DELETE');
  const records = [1, 30, 100, 300].map((hours) => activity({ method: 'DELETE', created_time: hoursAgo(hours) }));
  const others = [0, 720].map((hours) => activity({ created_time: hoursAgo(hours) }));

  const idsOf = ({ results }: Pick<RecordPage, 'results'>) => results.map(({ _id }) => String(_id));
  const all = records.map(({ _id }) => String(_id));

  beforeEach(async () => {
    store = new SlowStore();
    await store.insert([...records, ...others]);
    service = new RecordsService(store, { pageSize: 50, urlNames: [] }, () => store.now);
  });

  it('omits searched_to after a complete search', async () => {
    const page = await service.list(query);
    expect(idsOf(page)).toEqual(all);
    expect(page).toMatchObject({ count: 4, next: null, previous: null });
    expect(page).not.toHaveProperty('searched_to');
  });

  it('stops within its budget, reports how far it searched, and resumes there', async () => {
    store.costOfAnHour = 2;
    const found: string[] = [];
    let page = await service.list(query);
    const pages = [page];
    while (page.next) {
      const before = store.now;
      page = await service.list(query, page.next as { cursor: string });
      expect(store.now - before).toBeLessThanOrEqual(300);
      pages.push(page);
    }
    for (const one of pages) found.push(...idsOf(one));
    expect(found).toEqual(all);
    expect(pages.length).toBeGreaterThan(3);
    const searchedTo = pages.slice(0, -1).map(({ searched_to }) => searched_to!.getTime());
    expect(searchedTo).toEqual(searchedTo.toSorted((a, b) => b - a));
    expect(pages.at(-1)).not.toHaveProperty('searched_to');
    expect(pages[0]).not.toHaveProperty('count');

    const back = idsOf(page);
    while (page.previous) {
      page = await service.list(query, page.previous as { cursor: string });
      back.unshift(...idsOf(page));
    }
    expect(back).toEqual(all);
  });

  it('searches longer with a larger budget', async () => {
    store.costOfAnHour = 2;
    const page = await service.list(query, { budgetMs: 10_000 });
    expect(idsOf(page)).toEqual(all);
    expect(page.next).toBeNull();
  });

  it('tries a shorter time where the first is too much, and fails where that is too', async () => {
    store.costOfAnHour = 400;
    expect(await service.list(query, { budgetMs: 1_000 })).toMatchObject({ searched_to: expect.any(Date) as Date });
    store.costOfAnHour = 1e9;
    await expect(service.list(query)).rejects.toThrow(StoreTimeoutError);
  });

  it('counts facets within its budget', async () => {
    store.costOfAnHour = 2;
    const { status, method } = await service.facets(query);
    expect(status).toMatchObject({
      complete: false,
      values: [{ value: 2, count: status.counted, query: 'status:2xx' }],
    });
    expect(status.looked_back_to!.getTime()).toBeGreaterThan(hoursAgo(300).getTime());
    expect(method).toMatchObject({ complete: true, counted: 6 });
  });

  it('stops between records too where words are looked for', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      activity({ created_time: hoursAgo(0.5), body: { n: `word${n}` } }),
    );
    await store.insert(many);
    const reads: number[] = [];
    const find = store.find.bind(store);
    store.find = async (filter, options) => {
      if ((options?.limit ?? 0) > 1) reads.push((store.now += 100));
      return find(filter, options);
    };
    const page = await service.list(parseQuery('"no such words"'));
    expect(page).toMatchObject({
      results: [],
      searched_to: hoursAgo(0.5),
      next: { cursor: expect.any(String) as string },
    });
    expect(reads.length).toBeLessThan(5);
  });

  it('stops within its budget where looking for words takes the time, and goes on from there without a gap', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) =>
      activity({ created_time: new Date(NOW - n), body: { text: n % 100 === 0 ? 'needle' : 'hay' } }),
    );
    await store.insert(many);
    // A look at the clock stands for the work between two.
    let looks = 0;
    const busy = new RecordsService(store, { pageSize: 50, urlNames: [] }, () => NOW + looks++);
    const found: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const before = looks;
      const page = await busy.list(parseQuery('needle'), { cursor });
      expect(looks - before).toBeLessThan(250 + 20);
      if (page.next) expect(page.searched_to).toBeInstanceOf(Date);
      found.push(...idsOf(page));
      cursor = (page.next as { cursor: string } | null)?.cursor;
      pages++;
    } while (cursor);
    expect(pages).toBeGreaterThan(5);
    expect(found).toEqual(many.filter((_, n) => n % 100 === 0).map(({ _id }) => String(_id)));
  });
});
