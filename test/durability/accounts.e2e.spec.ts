import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { run } from '../../libs/activity-tracker/src/cli/run.js';
import type { GapBody } from '../../libs/activity-tracker/src/sequence/gap-record.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { Account } from './driver.js';
import { DurableHosts, WAITING } from './durable-hosts.js';

const KEY = 'a key that no file holds';
const LONG = 5 * 60_000;
/** More than the files and the memory of the tests have room for. */
const OVERFLOWING_CALLS = 400;
const LONG_TEXT = 5_000;
const SMALL = { maxBytes: 65_536, maxSpoolBytes: 1_048_576 };

describeWithMongo('what the log tells after processes were killed', (uri) => {
  const hosts = new DurableHosts(uri);

  function droppedByFiles(): number {
    let missing = 0;
    for (const { url_name, body } of hosts.recordsOnDisk()) {
      const { reason, count } = (body ?? {}) as Partial<GapBody>;
      if (url_name === 'activity.gap' && reason === 'full') missing += count!;
    }
    return missing;
  }

  const verify = async (...more: string[]) => {
    const { output, exitCode, error } = await run(
      ['verify', '--uri', uri, '--db', hosts.dbName, '--json', ...more],
      undefined,
      {
        ACTIVITY_TRACKER_KEY: KEY,
      },
    );
    expect(error).toBe('');
    return { exitCode, report: JSON.parse(output) as Record<string, unknown> };
  };

  async function numbers() {
    const logs = hosts.connection.collection('activity_logs');
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
      const given = hosts.settings(platform, { durability: 'journal', whenSpoolIsFull: 'drop-oldest', ...SMALL });
      await hosts.proxy.cut();
      const victim = await hosts.start(given);
      const begun = new Date();
      await account.load(victim, { calls: OVERFLOWING_CALLS });
      await eventually(async () => {
        const { spool, dropped } = await victim.stats();
        expect(spool!.dropped).toBeGreaterThan(0);
        expect(dropped).toEqual({ full: 0, evicted: 0, shutdown: 0, late: 0 });
        expect(spool!.bytes).toBeLessThan(2 * SMALL.maxSpoolBytes);
        // A kill between the gap record and the removal of a file leaves records that are both named and stored.
        expect(hosts.segments()).toHaveLength(spool!.segments);
      }, WAITING);
      const said = await victim.end('SIGKILL');
      expect(said.match(/The activity spool is full/g)).toHaveLength(1);
      await hosts.proxy.heal();
      await hosts.start(given);
      await hosts.drained();
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
      const given = hosts.settings(durability === 'spill' ? 'express' : 'fastify', { durability, ...SMALL });
      await hosts.proxy.cut();
      const victim = await hosts.start(given);
      await account.load(victim, { calls: OVERFLOWING_CALLS });
      let lost = 0;
      // A gap grows for a second before it is written.
      await eventually(async () => {
        const { dropped } = await victim.stats();
        lost = dropped.full + dropped.evicted;
        expect(lost).toBeGreaterThan(0);
        expect(droppedByFiles()).toBe(lost);
      }, WAITING);
      await victim.end('SIGKILL');
      await hosts.proxy.heal();
      await hosts.start(given);
      await hosts.drained();
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
      const anchors = join(hosts.folder, 'anchors.ndjson');
      const integrity = { chain: true, key: KEY, anchor: { every: '10s', to: anchors } };
      const given = hosts.settings(platform, { durability: 'journal' }, integrity);
      const account = new Account();
      for (let round = 0; round < 6; round++) {
        // In each third round nothing reaches the store.
        if (round % 3 === 2) await hosts.proxy.cut();
        await hosts.killUnderLoad(given, account, { calls: 20 });
        if (round % 3 === 2) await hosts.proxy.heal();
      }
      const last = await hosts.start(given);
      await hosts.drained();
      await last.end('SIGTERM');
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
