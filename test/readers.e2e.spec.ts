import { connect, type Socket } from 'node:net';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activity } from '../libs/activity-tracker/src/storage/port/example-activity.fixture.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

const ADMIN = {
  as: 1,
  claims: {
    permissions: ['view', 'export', 'erase'].map((right) => `activity_tracker.${right}_activity_log`),
  },
};
const API = '/activity-logs/admin/api';

const HEAVY: [what: string, method: string, path: string][] = [
  ['an export', 'GET', '/export?format=csv'],
  ['a subject access', 'GET', '/users/7/data?reason=a+request'],
  ['a dry run of an erasure', 'DELETE', '/users/7/data?mode=delete'],
  ['a list of what holds words', 'GET', '/records?q=lamp'],
  ['facets of what holds words', 'GET', '/facets?q=lamp'],
  ['a timeline of what holds words', 'GET', '/timeline?q=lamp'],
];

/** A store whose streams wait until they are released; queries do not. */
class HeldStore extends InMemoryActivityStore {
  streams = 0;
  private release!: () => void;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));

  letGo(): void {
    this.release();
  }

  override async *stream(...[filter, options]: Parameters<InMemoryActivityStore['stream']>) {
    this.streams++;
    const { signal } = options!;
    const left = new Promise<never>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    await Promise.race([this.released, left]);
    yield* super.stream(filter, options);
  }
}

describe.each(PLATFORMS)('endpoints that read many records on %s', (platform) => {
  let app: TrackedApp;
  let store: HeldStore;

  beforeEach(async () => {
    store = new HeldStore();
    app = await tracked(platform, { options: { storage: { store } } });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    store.letGo();
    // fetch() opens a connection in place of one that it gave up, and leaves it idle.
    const closing = app.close();
    app.nest.getHttpServer().closeAllConnections();
    await closing;
  });

  const ask = (path: string, method = 'GET') => app.fetch(API + path, { method, ...ADMIN });
  /** However long it takes: the first request loads the code of the admin API. */
  const until = async (reached: () => boolean) => {
    while (!reached()) await settled(1);
  };
  const twoExports = async () => {
    const exports = [ask('/export?format=ndjson'), ask('/export?format=har')];
    await until(() => store.streams === 2);
    return exports;
  };

  it.each(HEAVY)('%s waits while admin.maxExports run, and gets 429 after two seconds', async (_what, method, path) => {
    const exports = await twoExports();
    const timers = vi.getTimerCount();
    const third = ask(path, method);
    await until(() => vi.getTimerCount() > timers);
    expect((await ask('/records')).status).toBe(200);
    vi.advanceTimersByTime(2_000);
    const answer = await third;
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({
      message: 'Too many exports, erasures or word searches are running. Try again later.',
    });
    expect(store.streams).toBe(2);
    store.letGo();
    for (const response of await Promise.all(exports)) expect(response.status).toBe(200);
  });

  it('a third export runs once one of two has ended', async () => {
    const exports = await twoExports();
    const timers = vi.getTimerCount();
    const third = ask('/export?format=csv');
    await until(() => vi.getTimerCount() > timers);
    expect(store.streams).toBe(2);
    store.letGo();
    for (const response of await Promise.all([...exports, third])) {
      expect(response.status).toBe(200);
      await response.text();
    }
    expect(store.streams).toBe(3);
  });

  it('every way out gives the place back', async () => {
    store.letGo();
    for (let round = 0; round < 3; round++) {
      for (const [what, method, path] of HEAVY) {
        const response = await ask(path, method);
        expect([what, response.status]).toEqual([what, 200]);
        await response.text();
      }
      expect((await ask('/export?format=none')).status).toBe(400);
      expect((await ask('/export?format=csv', 'HEAD')).status).toBe(200);
      expect((await ask('/records?q=lamp&cursor=none')).status).toBe(400);
    }
  });

  it('a client that leaves before the first record gives the place back', async () => {
    for (const [round, [what, method, path]] of HEAVY.slice(0, 3).entries()) {
      const stop = new AbortController();
      const left = app.fetch(API + path, { method, ...ADMIN, signal: stop.signal }).catch(() => 'left');
      await until(() => store.streams === round + 1);
      stop.abort();
      expect([what, await left]).toEqual([what, 'left']);
    }
    store.letGo();
    expect((await ask('/export?format=csv')).status).toBe(200);
  });

  it('a store that does not answer gives the place back, and is counted', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const exports = await twoExports();
    vi.advanceTimersByTime(30_000);
    for (const response of await Promise.all(exports)) {
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('The activity history is unavailable.');
    }
    store.letGo();
    expect((await ask('/export?format=csv')).status).toBe(200);
    expect(await (await ask('/health')).json()).toMatchObject({ readers: { unanswered: 2, stalled: 0 } });
    expect(app.transcript.lines.filter((line) => line.includes('stream() of the store'))).toHaveLength(1);
  });

  it('a reader that takes nothing of its file gives the place back, and is counted', async () => {
    store.letGo();
    const body = 'x'.repeat(50_000);
    await app.store.insert(Array.from({ length: 400 }, () => activity({ body })));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const sockets = ['ndjson', 'har'].map((format) => notReading(app, `${API}/export?format=${format}`, ADMIN));
    await until(() => store.streams === 2);
    const timers = vi.getTimerCount();
    const third = ask('/records?q=lamp');
    await until(() => vi.getTimerCount() > timers);
    vi.advanceTimersByTime(2_000);
    expect((await third).status).toBe(429);
    vi.advanceTimersByTime(60_000);
    expect((await ask('/records?q=lamp')).status).toBe(200);
    expect(await (await ask('/health')).json()).toMatchObject({ readers: { unanswered: 0, stalled: 2 } });
    expect(app.transcript.lines.filter((line) => line.includes('took nothing'))).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
  });
});

/** A client whose connection stays open and takes nothing. */
function notReading(app: TrackedApp, path: string, { as, claims }: typeof ADMIN): Socket {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1').on('error', () => {});
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${app.token(as, claims)}\r\n\r\n`);
  return socket;
}
