import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { bundled } from '../host/fixtures/transpile.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../../libs/activity-tracker/test/tcp-proxy.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { differences, NO_DIFFERENCES } from './differences.js';
import { Account, Host } from './driver.js';
import type { HostSettings } from './fixtures/host.js';

/** Kills of each mode, over both platforms; `DURABILITY_KILLS=200` for a long run by hand. */
const KILLS = Number(process.env.DURABILITY_KILLS ?? 20) / PLATFORMS.length;
/** Processes that run, and are killed, at the same time. */
const TEAM = 2;
/** More than memory has room for with `maxBytes: 65_536`. */
const FILLING_CALLS = 150;
/** Milliseconds of load before a kill, at most. */
const LOAD_MS = Number(process.env.DURABILITY_LOAD_MS ?? 200);
const LONG = 10 * 60_000;

describeWithMongo('what a process leaves on disk', (uri) => {
  let program: { folder: string; entry: string };
  let root: string;
  let proxy: TcpProxy;
  let connection: Connection;
  let settings: (platform: HostSettings['platform'], buffer: HostSettings['buffer']) => HostSettings;
  let host: Host | undefined;

  beforeAll(async () => {
    program = await bundled(fileURLToPath(new URL('./fixtures/host.ts', import.meta.url)));
  }, 120_000);
  afterAll(() => rmSync(program.folder, { recursive: true, force: true }));

  beforeEach(async () => {
    const { hostname, port } = new URL(uri);
    proxy = await startTcpProxy(hostname, Number(port || 27017));
    const { dbName } = freshDatabase();
    connection = await createConnection(uri, { dbName }).asPromise();
    root = mkdtempSync(join(tmpdir(), 'durability-'));
    settings = (platform, buffer) => ({
      platform,
      uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
      dbName,
      buffer: { interval: 0.2, maxSize: 50, spoolDirectory: join(root, 'spool'), ...buffer },
    });
  });
  afterEach(async () => {
    await host?.end('SIGKILL').catch(() => {});
    host = undefined;
    await proxy.close();
    await connection.dropDatabase();
    await connection.close();
    rmSync(root, { recursive: true, force: true });
  });

  const start = async (given: HostSettings): Promise<Host> => (host = await Host.start(program.entry, given));

  /** Also those that are being moved from one process to another. */
  const segments = (): string[] =>
    readdirSync(join(root, 'spool'), { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('.bson'));

  /** Resolves once the store has everything that is on disk. */
  const drained = (): Promise<void> =>
    vi.waitFor(() => expect(segments()).toEqual([]), { timeout: 60_000, interval: 100 });

  async function killedUnderLoad(given: HostSettings, account: Account, { pause = 0, calls = 0 } = {}): Promise<void> {
    const victim = await Host.start(program.entry, given);
    if (calls > 0) await account.load(victim, { calls });
    const load = account.load(victim, { pause });
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * LOAD_MS));
    await victim.end('SIGKILL');
    await load;
  }

  /** Paths of the records in the files that whole documents begin. */
  function pathsOnDisk(): Set<string> {
    const paths = new Set<string>();
    for (const file of segments()) {
      const bytes = readFileSync(join(root, 'spool', file));
      for (let at = 0; at + 4 <= bytes.length;) {
        const end = at + bytes.readInt32LE(at);
        if (end > bytes.length) break;
        const { url_path } = mongo.BSON.deserialize(bytes.subarray(at, end)) as { url_path: unknown };
        // The record that begins a life has none.
        if (typeof url_path === 'string') paths.add(url_path);
        at = end;
      }
    }
    return paths;
  }

  /** Each completed call is stored once and unchanged. @param isPromised calls that must not be missing */
  async function expectAll({ completed }: Account, isPromised?: (path: string) => boolean): Promise<void> {
    const collection = connection.collection('activity_logs');
    expect(await differences(collection, completed, isPromised)).toEqual(NO_DIFFERENCES);
  }

  it.each(PLATFORMS)(
    `'journal' loses, doubles and changes no completed call on %s, whenever the process is killed`,
    async (platform) => {
      const account = new Account();
      const given = settings(platform, { durability: 'journal' });
      for (let round = 0; round * TEAM < KILLS; round++) {
        // In each third round nothing reaches the store.
        const isAway = round % 3 === 2;
        if (isAway) await proxy.cut();
        await Promise.all(
          Array.from({ length: TEAM }, () =>
            killedUnderLoad(given, account, { calls: 10, pause: round % 2 === 0 ? 0 : 5 }),
          ),
        );
        if (isAway) await proxy.heal();
      }
      await start(given);
      await drained();
      await expectAll(account);
      expect(account.completed.size).toBeGreaterThan(KILLS);
    },
    LONG,
  );

  it.each(PLATFORMS)(
    `'spill' loses no call that memory had no room for on %s, whenever the process is killed`,
    async (platform) => {
      const account = new Account();
      const given = settings(platform, { durability: 'spill', maxBytes: 65_536 });
      await proxy.cut();
      for (let round = 0; round * TEAM < KILLS; round++)
        await Promise.all(
          Array.from({ length: TEAM }, () => killedUnderLoad(given, account, { calls: FILLING_CALLS })),
        );
      const onDisk = pathsOnDisk();
      await proxy.heal();
      await start(given);
      await drained();
      await expectAll(account, (path) => onDisk.has(path));
      expect(onDisk.size).toBeGreaterThan(KILLS);
    },
    LONG,
  );

  it.each(PLATFORMS.flatMap((platform) => (['spill', 'journal'] as const).map((mode) => [mode, platform] as const)))(
    `'%s' loses nothing on %s when the application stops while the store is away`,
    async (durability, platform) => {
      const account = new Account();
      const given = settings(platform, { durability, shutdownTimeout: 0.5 });
      await proxy.cut();
      const stopped = await start(given);
      await account.load(stopped, { calls: 100 });
      expect(await stopped.end('SIGTERM')).toBe('');
      expect(account.completed.size).toBe(100);
      expect(pathsOnDisk().size).toBe(100);
      await proxy.heal();
      await start(given);
      await drained();
      await expectAll(account);
    },
    LONG,
  );

  it.each([
    ['express', 'exit'],
    ['fastify', 'throw'],
  ] as const)(
    `'spill' loses nothing on %s when the process ends itself while the store is away: %s`,
    async (platform, how) => {
      const account = new Account();
      const given = settings(platform, { durability: 'spill' });
      await proxy.cut();
      const ended = await start(given);
      await account.load(ended, { calls: 50 });
      // Records are made once the turn of the event loop is over.
      await vi.waitFor(async () => expect((await ended.stats()).accepted).toBe(50), { timeout: 60_000 });
      await ended.endItself(how);
      expect(pathsOnDisk().size).toBe(50);
      await proxy.heal();
      await start(given);
      await drained();
      await expectAll(account);
    },
    LONG,
  );

  it.each([
    ['express', 'leak'],
    ['fastify', 'abort'],
  ] as const)(
    `'journal' loses nothing on %s when the process has no memory left, or aborts: %s`,
    async (platform, how) => {
      const account = new Account();
      const given = settings(platform, { durability: 'journal' });
      await proxy.cut();
      host = await Host.start(program.entry, given, how === 'leak' ? 128 : undefined);
      await account.load(host, { calls: 50 });
      await host.endItself(how);
      await proxy.heal();
      await start(given);
      await drained();
      await expectAll(account);
      expect(account.completed.size).toBe(50);
    },
    LONG,
  );

  it(
    'leaves the files of a frozen process alone, and takes over those of a dead one',
    async () => {
      const account = new Account();
      const given = settings('fastify', { durability: 'journal' });
      await proxy.cut();
      const frozen = await start(given);
      await account.load(frozen, { calls: 20 });
      frozen.signal('SIGSTOP');
      const before = segments();
      await killedUnderLoad(given, account, { calls: 20 });
      const other = await Host.start(program.entry, given);
      await vi.waitFor(async () => expect((await other.stats()).spool).toMatchObject({ adopted: 1 }), {
        timeout: 60_000,
        interval: 100,
      });
      expect(segments()).toEqual(expect.arrayContaining(before));
      frozen.signal('SIGCONT');
      await proxy.heal();
      await drained();
      await other.end('SIGKILL');
      await expectAll(account);
    },
    LONG,
  );
});
