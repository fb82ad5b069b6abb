import { Types } from 'mongoose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import { StoreUnavailableError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { type LiveEvent, LiveTail } from './live-tail.js';

const NOW = Date.UTC(2026, 2, 1, 12);
const ROUND_MS = 1_000;

class Store extends InMemoryActivityStore {
  away = false;
  asked = 0;
  override async find(...query: Parameters<InMemoryActivityStore['find']>): Promise<ActivityLog[]> {
    this.asked++;
    if (this.away) throw new StoreUnavailableError('away');
    return super.find(...query);
  }
}

describe('the live tail of a store that has to be asked', () => {
  let store: Store;
  let tail: LiveTail;
  // Its query engine loads at the first use, in real time.
  beforeAll(async () => void (await new InMemoryActivityStore().find({})));
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
    store = new Store();
    tail = new LiveTail(store, ['created_time', 'url_path']);
  });
  afterEach(() => vi.useRealTimers());

  const call = (path: string, secondsAgo = 0): ActivityLog =>
    activity({ _id: new Types.ObjectId(), url_path: path, created_time: new Date(Date.now() - secondsAgo * 1_000) });
  const round = (rounds = 1) => vi.advanceTimersByTimeAsync(rounds * ROUND_MS);
  const listen = (after?: string) => {
    const heard: LiveEvent[] = [];
    const subscription = tail.watch(() => true, after).subscribe((event) => heard.push(event));
    return {
      stop: () => subscription.unsubscribe(),
      events: heard,
      paths: () => heard.map((event) => (event.type === 'record' ? event.record.url_path : event.type)),
      last: () => heard.findLast((event) => event.type === 'record')!,
    };
  };

  it('sends each new record once, oldest first, and no earlier one', async () => {
    await store.insert([call('/before')]);
    const ear = listen();
    await round();
    await store.insert([call('/2'), call('/1', 1)]);
    await round(5);
    await store.insert([call('/3')]);
    await round(100);
    expect(ear.paths()).toEqual(['/1', '/2', '/3']);
  });

  it('sends records that are stored long after their call, once', async () => {
    const ear = listen();
    await round();
    await store.insert([call('/quick')]);
    await round();
    await store.insert([call('/slow', 60)]);
    await round(120);
    expect(ear.paths()).toEqual(['/quick', '/slow']);
  });

  it('sends a record only to viewers whose query it matches', async () => {
    const heard: unknown[] = [];
    tail.watch(({ url_path }) => url_path === '/a').subscribe((event) => heard.push(event));
    await round();
    await store.insert([call('/a'), call('/b')]);
    await round();
    expect(heard).toMatchObject([{ record: { url_path: '/a' } }]);
  });

  it('goes on behind the place that a watcher has heard', async () => {
    const first = listen();
    const other = listen();
    await round();
    await store.insert([call('/1')]);
    await round();
    const { position } = first.last() as { position: string };
    first.stop();
    await store.insert([call('/2')]);
    await round(3);
    const again = listen(position);
    await round();
    await store.insert([call('/3')]);
    await round();
    expect(again.paths().filter((path) => path !== '/1')).toEqual(['/2', '/3']);
    expect(other.paths()).toEqual(['/1', '/2', '/3']);
  });

  it.each(['x', 't-1', '825f', `t${NOW - 3_600_000}`])('reports missed records behind %s', async (after) => {
    const ear = listen(after);
    await round();
    expect(ear.paths()).toEqual(['skipped']);
  });

  it('reports missed records beyond the number it sends', async () => {
    await store.insert(Array.from({ length: 600 }, () => call('/missed')));
    const ear = listen(`t${NOW}`);
    await round();
    expect(ear.paths().slice(499)).toEqual(['/missed', 'skipped']);
  });

  it('reports missed records beyond the size of a round', async () => {
    const ear = listen();
    await round();
    await store.insert(Array.from({ length: 600 }, () => call('/flood')));
    await round();
    expect(ear.paths()).toHaveLength(501);
    expect(ear.paths().at(-1)).toBe('skipped');
  });

  it('waits while the store is unavailable, then sends the records stored meanwhile', async () => {
    const ear = listen();
    await round();
    store.away = true;
    await round(3);
    await store.insert([call('/meanwhile')]);
    await round(3);
    expect(ear.paths()).toEqual([]);
    store.away = false;
    await round();
    expect(ear.paths()).toEqual(['/meanwhile']);
  });

  it('sends no old records if the store is unavailable at the start', async () => {
    await store.insert([call('/before', 30)]);
    store.away = true;
    const ear = listen();
    await round(2);
    await store.insert([call('/since')]);
    store.away = false;
    await round(2);
    expect(ear.paths()).toEqual(['/since']);
  });

  it('polls once a second for any number of viewers, and not at all without one', async () => {
    const ears = [listen(), listen(), listen()];
    expect(tail.size).toBe(3);
    await round(10);
    expect(store.asked).toBe(11);
    for (const ear of ears) ear.stop();
    await round(10);
    expect([tail.size, store.asked]).toEqual([0, 11]);
  });

  it('asks no more when the last one leaves before the first answer', async () => {
    listen().stop();
    await round(10);
    expect(store.asked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
