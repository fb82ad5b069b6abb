import { connect, type Socket } from 'node:net';
import { Types } from 'mongoose';
import { type ActivityLog, InMemoryActivityStore } from 'nestjs-activity-tracker';
import type { StoredRecord, WatchOptions } from 'nestjs-activity-tracker/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, settled, sign, tracked, type TrackedApp } from './support/tracked-app.js';

const ADMIN = { user_id: 1, token_type: 'access', permissions: ['activity_tracker.view_activity_log'] };
const API = '/activity-logs/admin/api';
/** More than the kernel holds for a connection on any system. */
const PATH_BYTES = 64 * 1_024;
const RECORDS = 1_000;
/** Permissions are asked for again after each of these, and have as long to be answered. */
const CHECK_MS = 15_000;
/** Bytes that the server may hold per connection outside the kernel and the queue. */
const MOST_WRITTEN = 512 * 1_024;

class Telling extends InMemoryActivityStore {
  feeds = 0;
  private wake: (() => void) | undefined;
  private readonly waiting: StoredRecord[] = [];

  tell(n: number): void {
    const record = { _id: new Types.ObjectId(), url_path: `/${n}/${'x'.repeat(PATH_BYTES)}`, created_time: new Date() };
    this.waiting.push({ record: record as unknown as ActivityLog, position: `p${n}` });
    this.wake?.();
  }

  get told(): boolean {
    return this.waiting.length === 0;
  }

  async *watch({ signal }: WatchOptions): AsyncGenerator<StoredRecord> {
    this.feeds++;
    signal.addEventListener('abort', () => this.wake?.());
    while (!signal.aborted) {
      const next = this.waiting.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.feeds--;
  }
}

class Watcher {
  text = '';
  private constructor(readonly socket: Socket) {}

  static async open(app: TrackedApp): Promise<Watcher> {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    const watcher = new Watcher(socket);
    socket.setEncoding('latin1').on('data', (text: string) => (watcher.text += text.replaceAll(/x{9,}/g, '')));
    socket.write(`GET ${API}/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${sign(ADMIN)}\r\n\r\n`);
    await expect.poll(() => watcher.text).toContain('event: open');
    socket.pause();
    return watcher;
  }

  get positions(): number[] {
    return Array.from(this.text.matchAll(/id: p(\d+)\n/g), ([, n]) => Number(n));
  }

  get skipped(): number {
    return Array.from(this.text.matchAll(/event: skipped\ndata: \{"n":(\d+)\}/g), ([, n]) => Number(n)).reduce(
      (sum, n) => sum + n,
      0,
    );
  }
}

describe.each(PLATFORMS)('the live tail on %s', (platform) => {
  let app: TrackedApp;
  let store: Telling;
  let allow: boolean | Promise<boolean>;
  let watchers: Watcher[];
  const connections = new Set<Socket>();

  beforeEach(async () => {
    store = new Telling();
    watchers = [];
    connections.clear();
    allow = true;
    app = await tracked(platform, {
      options: { storage: { store }, history: { hasPermission: () => allow } },
      configure: (nest) => void nest.getHttpServer().on('connection', (socket: Socket) => connections.add(socket)),
    });
  });
  afterEach(async () => {
    for (const { socket } of watchers) socket.destroy();
    await app.close();
  });

  const tellAll = async () => {
    for (let n = 0; n < RECORDS; n++) {
      store.tell(n);
      await new Promise((resolve) => setImmediate(resolve));
      for (const socket of connections) expect(socket.writableLength).toBeLessThan(MOST_WRITTEN);
    }
    await expect.poll(() => store.told).toBe(true);
  };

  it('sends headers that prevent caching and changes by proxies and browsers', async () => {
    const watcher = await Watcher.open(app);
    watchers.push(watcher);
    const [head = ''] = watcher.text.toLowerCase().split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'http/1.1 200 ok',
        expect.stringMatching(/^content-type: text\/event-stream/),
        'cache-control: private, no-cache, no-store, no-transform',
        'x-accel-buffering: no',
      ]),
    );
  });

  it.each([
    ['is taken away', false],
    ['is not confirmed', new Promise<boolean>(() => undefined)],
  ])('ends when the permission %s', async (_, answer) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const watcher = await Watcher.open(app);
      watchers.push(watcher);
      watcher.socket.resume();
      vi.advanceTimersByTime(CHECK_MS);
      await expect.poll(() => watcher.text).toContain('event: heartbeat');
      allow = answer;
      vi.advanceTimersByTime(CHECK_MS);
      await settled();
      vi.advanceTimersByTime(CHECK_MS);
      await expect.poll(() => watcher.text).toContain('event: end');
      await expect.poll(() => store.feeds).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('bounds the memory of viewers that do not read, and reports the number of missed records', async () => {
    for (let n = 0; n < 5; n++) watchers.push(await Watcher.open(app));
    await tellAll();
    for (const { socket } of watchers) socket.resume();
    for (const watcher of watchers) {
      await expect.poll(() => watcher.positions.at(-1), { timeout: 45_000 }).toBe(RECORDS - 1);
      const { positions, skipped } = watcher;
      expect(skipped).toBeGreaterThan(0);
      expect(positions.length + skipped).toBe(RECORDS);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    }
  });

  it('sends every record to a viewer that reads', async () => {
    const watcher = await Watcher.open(app);
    watchers.push(watcher);
    watcher.socket.resume();
    for (let n = 0; n < RECORDS; n++) {
      store.tell(n);
      if (n % 5 === 4) await expect.poll(() => watcher.positions.at(-1), { interval: 1 }).toBe(n);
    }
    expect(watcher.positions).toHaveLength(RECORDS);
    expect(watcher.skipped).toBe(0);
  });

  it('releases a viewer that disconnects without reading', async () => {
    watchers.push(await Watcher.open(app));
    await tellAll();
    watchers[0]!.socket.destroy();
    await expect.poll(() => store.feeds).toBe(0);
  });
});
