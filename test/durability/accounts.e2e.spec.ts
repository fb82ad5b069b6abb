import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { run } from '../../libs/activity-tracker/src/cli/run.js';
import type { GapBody } from '../../libs/activity-tracker/src/sequence/gap-record.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../../libs/activity-tracker/test/tcp-proxy.js';
import { bundled } from '../host/fixtures/transpile.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { Account, Host } from './driver.js';
import type { HostSettings } from './fixtures/host.js';

const KEY = 'a key that no file holds';
const LONG = 5 * 60_000;
const WAITING = { timeout: 60_000, interval: 100 };
/** More than the files and the memory of the tests have room for. */
const OVERFLOWING_CALLS = 400;
const LONG_TEXT = 5_000;
const SMALL = { maxBytes: 65_536, maxSpoolBytes: 1_048_576 };

describeWithMongo('what the log tells after processes were killed', (uri) => {
  let program: { folder: string; entry: string };
  let root: string;
  let dbName: string;
  let proxy: TcpProxy;
  let connection: Connection;
  let host: Host | undefined;

  beforeAll(async () => {
    program = await bundled(fileURLToPath(new URL('./fixtures/host.ts', import.meta.url)));
  }, 120_000);
  afterAll(() => rmSync(program.folder, { recursive: true, force: true }));

  beforeEach(async () => {
    const { hostname, port } = new URL(uri);
    proxy = await startTcpProxy(hostname, Number(port || 27017));
    ({ dbName } = freshDatabase());
    connection = await createConnection(uri, { dbName }).asPromise();
    root = mkdtempSync(join(tmpdir(), 'accounts-'));
  });
  afterEach(async () => {
    await host?.end('SIGKILL').catch(() => {});
    host = undefined;
    await proxy.close();
    await connection.dropDatabase();
    await connection.close();
    rmSync(root, { recursive: true, force: true });
  });

  const settings = (
    platform: HostSettings['platform'],
    buffer: HostSettings['buffer'],
    integrity?: HostSettings['integrity'],
  ): HostSettings => ({
    platform,
    uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
    dbName,
    buffer: { interval: 0.2, maxSize: 50, spoolDirectory: join(root, 'spool'), ...buffer },
    ...(integrity && { integrity }),
  });
  const start = async (given: HostSettings): Promise<Host> => (host = await Host.start(program.entry, given));
  const segments = (): string[] =>
    readdirSync(join(root, 'spool'), { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('.bson'));
  const drained = (): Promise<void> => vi.waitFor(() => expect(segments()).toEqual([]), WAITING);
  function droppedByFiles(): number {
    let missing = 0;
    for (const file of segments()) {
      const bytes = readFileSync(join(root, 'spool', file));
      for (let at = 0, end = 0; at + 4 <= bytes.length; at = end) {
        end = at + bytes.readInt32LE(at);
        if (end > bytes.length) break;
        const { url_name, body } = mongo.BSON.deserialize(bytes.subarray(at, end)) as {
          url_name: string;
          body: GapBody;
        };
        if (url_name === 'activity.gap' && body.reason === 'full') missing += body.count;
      }
    }
    return missing;
  }
  const verify = async (...more: string[]) => {
    const { output, exitCode, error } = await run(
      ['verify', '--uri', uri, '--db', dbName, '--json', ...more],
      undefined,
      {
        ACTIVITY_TRACKER_KEY: KEY,
      },
    );
    expect(error).toBe('');
    return { exitCode, report: JSON.parse(output) as Record<string, unknown> };
  };

  async function numbers() {
    const logs = connection.collection('activity_logs');
    const gaps = (await logs.find({ url_name: 'activity.gap' }).toArray()).map(
      ({ body }) => body as unknown as GapBody,
    );
    const { instance } = gaps[0]!;
    const present = new Set((await logs.find({ instance }).toArray()).map(({ seq }) => Number(seq)));
    const missing = Array.from({ length: Math.max(...present) }, (_, index) => index + 1).filter(
      (seq) => !present.has(seq),
    );
    return { gaps, missing };
  }

  it.each(PLATFORMS)(
    `a gap record names what 'drop-oldest' deleted on %s, exactly, although the process was killed`,
    async (platform) => {
      const account = new Account(LONG_TEXT);
      const given = settings(platform, { durability: 'journal', whenSpoolIsFull: 'drop-oldest', ...SMALL });
      await proxy.cut();
      const victim = await start(given);
      const begun = new Date();
      await account.load(victim, { calls: OVERFLOWING_CALLS });
      await vi.waitFor(async () => {
        const { spool, dropped } = await victim.stats();
        expect(spool!.dropped).toBeGreaterThan(0);
        expect(dropped).toEqual({ full: 0, evicted: 0, shutdown: 0, late: 0 });
        expect(spool!.bytes).toBeLessThan(2 * SMALL.maxSpoolBytes);
      }, WAITING);
      const said = await victim.end('SIGKILL');
      expect(said.match(/The activity spool is full/g)).toHaveLength(1);
      await proxy.heal();
      await start(given);
      await drained();
      const { exitCode, report } = await verify();
      expect((report['findings'] as { level: string }[]).filter(({ level }) => level !== 'note')).toEqual([]);
      expect(exitCode).toBe(0);
      const { gaps, missing } = await numbers();
      expect(missing.length).toBeGreaterThan(50);
      const named = gaps.flatMap(({ reason, ranges, count, first, last, from, to }) => {
        expect(reason).toBe('spool-full');
        const seqs = ranges!.flatMap(([low, high]) =>
          Array.from({ length: high - low + 1 }, (_, index) => low + index),
        );
        expect([seqs.length, seqs[0], seqs.at(-1)]).toEqual([count, first, last]);
        expect(from >= begun && from <= to && to <= new Date()).toBe(true);
        return seqs;
      });
      expect(new Set(named)).toEqual(new Set(missing));
      expect((report['explained'] as Record<string, number>)['gap']).toBe(missing.length);
    },
    LONG,
  );

  it.each(['spill', 'journal'] as const)(
    `the next process stores the gap record that a killed one left on disk, with '%s'`,
    async (durability) => {
      const account = new Account(LONG_TEXT);
      const given = settings(durability === 'spill' ? 'express' : 'fastify', { durability, ...SMALL });
      await proxy.cut();
      const victim = await start(given);
      await account.load(victim, { calls: OVERFLOWING_CALLS });
      let lost = 0;
      // A gap grows for a second before it is written.
      await vi.waitFor(async () => {
        const { dropped } = await victim.stats();
        lost = dropped.full + dropped.evicted;
        expect(lost).toBeGreaterThan(0);
        expect(droppedByFiles()).toBe(lost);
      }, WAITING);
      await victim.end('SIGKILL');
      await proxy.heal();
      await start(given);
      await drained();
      const { gaps, missing } = await numbers();
      const dropped = gaps.filter(({ reason }) => reason === 'full');
      expect(dropped.reduce((sum, { count }) => sum + count, 0)).toBe(lost);
      expect(missing.length).toBeGreaterThanOrEqual(lost);
      const named = gaps.flatMap(({ ranges }) => ranges!.flatMap(([first, last]) => [first, last]));
      expect(missing).toEqual(expect.arrayContaining(named));
      const { exitCode, report } = await verify();
      if (durability === 'journal') {
        // Records for which the disk had no room were in memory only, and ended with the process.
        expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['full', 'memory-only']));
        expect(report).toMatchObject({ explained: { gap: missing.length }, unexplained: 0 });
        expect(exitCode).toBe(0);
      } else expect(report).toMatchObject({ explained: { gap: lost } });
    },
    LONG,
  );

  it.each(PLATFORMS)(
    'the chain is whole on %s after processes were killed under load, with key and checkpoints',
    async (platform) => {
      const anchors = join(root, 'anchors.ndjson');
      const integrity = { chain: true, key: KEY, anchor: { every: '10s', to: anchors } };
      const given = settings(platform, { durability: 'journal' }, integrity);
      const account = new Account();
      for (let round = 0; round < 6; round++) {
        // In each third round nothing reaches the store.
        if (round % 3 === 2) await proxy.cut();
        const victim = await Host.start(program.entry, given);
        await account.load(victim, { calls: 20 });
        const load = account.load(victim);
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 200));
        await victim.end('SIGKILL');
        await load;
        if (round % 3 === 2) await proxy.heal();
      }
      const last = await start(given);
      await drained();
      await last.end('SIGTERM');
      host = undefined;
      const { exitCode, report } = await verify('--checkpoints', anchors, '--all-chained');
      expect(report).toMatchObject({ verdict: 'whole', unexplained: 0 });
      expect(exitCode).toBe(0);
      const { whole, corrected, changed } = report['chain'] as Record<string, number>;
      expect(changed).toBe(0);
      expect(whole! + corrected!).toBeGreaterThan(account.completed.size);
    },
    LONG,
  );
});
