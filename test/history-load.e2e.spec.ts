import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SlowToRead } from './support/slow-to-read.js';
import { OrdersController } from './support/orders.controller.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

describe.each(PLATFORMS)('the history under load on %s', (platform) => {
  let app: TrackedApp;
  let store: SlowToRead;
  beforeEach(() => {
    store = new SlowToRead();
  });
  afterEach(async () => {
    vi.useRealTimers();
    store.letGo();
    await app.close();
  });

  it('runs a few of fifty concurrent heavy queries, answers 429 to the others, and keeps recording', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { storage: { store }, history: { maxConcurrent: 3 } },
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = Array.from({ length: 50 }, (_, user) => app.get('/activity-logs/user-history', { as: user }));
    for (let turn = 0; turn < 10_000 && vi.getTimerCount() < 47; turn++) await settled(1);
    expect(store.reading).toBe(3);

    await (await app.get('/orders', { as: 7 })).text();
    await settled();
    await app.tracker.flush();
    expect(app.tracker.stats()).toMatchObject({ accepted: 1, stored: 1, failed: 0 });

    vi.advanceTimersByTime(2_000);
    await settled();
    store.letGo();
    const answers = await Promise.all(asked);
    const turnedAway = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(turnedAway).toHaveLength(47);
    expect(turnedAway.map(({ headers }) => headers.get('retry-after'))).toEqual(Array(47).fill('2'));
    expect(await turnedAway[0]!.json()).toEqual({
      statusCode: 429,
      message: 'Too many history queries are running. Try again later.',
    });
    expect(turnedAway[0]!.headers.get('cache-control')).toBe('no-store');
    expect(store.most).toBe(3);

    const next = await app.get('/activity-logs/user-history', { as: 7 });
    expect([next.status, ((await next.json()) as { count: number }).count]).toEqual([200, 1]);
  });

  it('lets in an administrator before those questions of a user who asks for the own history a hundred times', async () => {
    app = await tracked(platform, { options: { storage: { store }, history: { maxConcurrent: 1 } } });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const answered: string[] = [];
    const ask = async (path: string, call: Parameters<TrackedApp['get']>[1]) => {
      const response = await app.get(path, call);
      expect(response.status).toBe(200);
      await response.text();
      answered.push(path);
    };
    const flood = Array.from({ length: 100 }, () => ask('/activity-logs/user-history', { as: 7 }));
    while (vi.getTimerCount() < 99) await settled(1);
    const administrator = ask('/activity-logs/admin-history', {
      as: 1,
      claims: { permissions: ['activity_tracker.view_activity_log'] },
    });
    while (vi.getTimerCount() < 100) await settled(1);
    store.letGo();
    await administrator;
    expect(answered.length).toBeLessThan(50);
    await Promise.all(flood);
  });

  it('a call that has just been made is shown after a flush', async () => {
    app = await tracked(platform, { controllers: [OrdersController] });
    await (await app.get('/orders', { as: 7 })).text();
    await settled();
    const count = async () =>
      ((await (await app.get('/activity-logs/user-history', { as: 7 })).json()) as { count: number }).count;
    expect(await count()).toBe(0);
    await app.tracker.flush();
    expect(await count()).toBe(1);
  });
});
