import { expect, it } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { differences, NO_DIFFERENCES } from './differences.js';
import { Account } from './driver.js';
import { DurableHosts, WAITING } from './durable-hosts.js';
import type { HostSettings } from './fixtures/host.js';

/** Kills of each mode, over both platforms; `DURABILITY_KILLS=200` for a long run by hand. */
const KILLS = Number(process.env.DURABILITY_KILLS ?? 20) / PLATFORMS.length;
/** Processes that run, and are killed, at the same time. */
const TEAM = 2;
/** More than memory has room for with `maxBytes: 65_536`. */
const FILLING_CALLS = 150;
const LONG = 10 * 60_000;

describeWithMongo('what a process leaves on disk', (uri) => {
  const hosts = new DurableHosts(uri);

  /** Paths of the records in the files that whole documents begin. */
  const pathsOnDisk = (): Set<unknown> =>
    // The record that begins a life has none.
    new Set([...hosts.recordsOnDisk()].map(({ url_path }) => url_path).filter((path) => typeof path === 'string'));

  /** Each completed call is stored once and unchanged. @param isPromised calls that must not be missing */
  async function expectAll({ completed }: Account, isPromised?: (path: string) => boolean): Promise<void> {
    const collection = hosts.connection.collection('activity_logs');
    expect(await differences(collection, completed, isPromised)).toEqual(NO_DIFFERENCES);
  }

  /** The store is back, and the next process stores what is on disk. */
  async function expectAllOnceBack(given: HostSettings, account: Account): Promise<void> {
    await hosts.proxy.heal();
    await hosts.start(given);
    await hosts.drained();
    await expectAll(account);
  }

  it.each(PLATFORMS)(
    `'journal' loses, doubles and changes no completed call on %s, whenever the process is killed`,
    async (platform) => {
      const account = new Account();
      const given = hosts.settings(platform, { durability: 'journal' });
      for (let round = 0; round * TEAM < KILLS; round++) {
        // In each third round nothing reaches the store.
        const isAway = round % 3 === 2;
        if (isAway) await hosts.proxy.cut();
        await Promise.all(
          Array.from({ length: TEAM }, () =>
            hosts.killUnderLoad(given, account, { calls: 10, pause: round % 2 === 0 ? 0 : 5 }),
          ),
        );
        if (isAway) await hosts.proxy.heal();
      }
      await hosts.start(given);
      await hosts.drained();
      await expectAll(account);
      expect(account.completed.size).toBeGreaterThan(KILLS);
    },
    LONG,
  );

  it.each(PLATFORMS)(
    `'spill' loses no call that memory had no room for on %s, whenever the process is killed`,
    async (platform) => {
      const account = new Account();
      const given = hosts.settings(platform, { durability: 'spill', maxBytes: 65_536 });
      await hosts.proxy.cut();
      for (let round = 0; round * TEAM < KILLS; round++)
        await Promise.all(
          Array.from({ length: TEAM }, () => hosts.killUnderLoad(given, account, { calls: FILLING_CALLS })),
        );
      const onDisk = pathsOnDisk();
      await hosts.proxy.heal();
      await hosts.start(given);
      await hosts.drained();
      await expectAll(account, (path) => onDisk.has(path));
      expect(onDisk.size).toBeGreaterThan(KILLS);
    },
    LONG,
  );

  it.each(PLATFORMS.flatMap((platform) => (['spill', 'journal'] as const).map((mode) => [mode, platform] as const)))(
    `'%s' loses nothing on %s when the application stops while the store is away`,
    async (durability, platform) => {
      const account = new Account();
      const given = hosts.settings(platform, { durability, shutdownTimeout: 0.5 });
      await hosts.proxy.cut();
      const stopped = await hosts.start(given);
      await account.load(stopped, { calls: 100 });
      expect(await stopped.end('SIGTERM')).toBe('');
      expect(account.completed.size).toBe(100);
      expect(pathsOnDisk().size).toBe(100);
      await expectAllOnceBack(given, account);
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
      const given = hosts.settings(platform, { durability: 'spill' });
      await hosts.proxy.cut();
      const ended = await hosts.start(given);
      await account.load(ended, { calls: 50 });
      // Records are made once the turn of the event loop is over.
      await eventually(async () => expect((await ended.stats()).accepted).toBe(50), { timeout: 60_000 });
      await ended.endItself(how);
      expect(pathsOnDisk().size).toBe(50);
      await expectAllOnceBack(given, account);
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
      const given = hosts.settings(platform, { durability: 'journal' });
      await hosts.proxy.cut();
      const ended = await hosts.start(given, how === 'leak' ? 128 : undefined);
      await account.load(ended, { calls: 50 });
      await ended.endItself(how);
      await expectAllOnceBack(given, account);
      expect(account.completed.size).toBe(50);
    },
    LONG,
  );

  it(
    'leaves the files of a frozen process alone, and takes over those of a dead one',
    async () => {
      const account = new Account();
      const given = hosts.settings('fastify', { durability: 'journal' });
      await hosts.proxy.cut();
      const frozen = await hosts.start(given);
      await account.load(frozen, { calls: 20 });
      frozen.signal('SIGSTOP');
      const before = hosts.segments();
      await hosts.killUnderLoad(given, account, { calls: 20 });
      const other = await hosts.start(given);
      await eventually(async () => expect((await other.stats()).spool).toMatchObject({ adopted: 1 }), WAITING);
      expect(hosts.segments()).toEqual(expect.arrayContaining(before));
      frozen.signal('SIGCONT');
      await hosts.proxy.heal();
      await hosts.drained();
      await other.end('SIGKILL');
      await expectAll(account);
    },
    LONG,
  );
});
