import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Logger } from '@nestjs/common';
import { mongo, Types } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/eventually.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import type { ActivityLog } from '../record/activity-log.js';
import { plainRecord } from '../bson/encoded-part.js';
import type { GapBody } from '../sequence/gap-record.js';
import { readRanges } from '../sequence/seq-ranges.js';
import { StoreUnavailableError } from '../storage/port/store-errors.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { ApplicationLife } from './life/application-life.js';
import { nodeFiles } from '../spool/node-files.js';
import { BufferOptions } from './buffer.options.js';
import { LogBufferService } from './log-buffer.service.js';
import type { WaitingRecord } from './queue/waiting-record.js';

const record = (name = 'x', user: string | null = null) =>
  ({
    _id: new Types.ObjectId(),
    user_id: user,
    url_name: name,
    created_time: new Date(),
    body: 'b'.repeat(300),
  }) as Partial<ActivityLog> as ActivityLog;

class SwitchedStore extends InMemoryActivityStore {
  override outlivesProcess = false;
  isAway = true;
  readonly rejects = new Set<string>();

  override async insert(records: readonly ActivityLog[]) {
    if (this.isAway) throw new StoreUnavailableError('away');
    const names = new Map(records.map((each) => [each, plainRecord(each).url_name!]));
    const rejected = records.filter((each) => this.rejects.has(names.get(each)!));
    const outcome = await super.insert(records.filter((each) => !rejected.includes(each)));
    return { ...outcome, rejected: rejected.map((each) => ({ record: each, reason: 'too\nodd' })) };
  }
}

describe('LogBufferService with a spool', () => {
  const said = ['warn', 'error', 'log'].map((level) =>
    vi.spyOn(Logger.prototype, level as 'warn').mockImplementation(() => undefined),
  );
  let root: string;
  let store: SwitchedStore;
  const lives: { buffer: LogBufferService; life: ApplicationLife }[] = [];

  beforeEach(() => {
    root = temporaryFolder('buffer');
    store = new SwitchedStore();
    for (const spy of said) spy.mockClear();
  });
  afterEach(async () => {
    for (const { buffer, life } of lives.splice(0)) await stop(buffer, life);
  });

  async function started(options: Partial<BufferOptions>) {
    const resolved = Object.assign(new BufferOptions(), { spoolDirectory: root, shutdownTimeout: 0.1 }, options);
    const life = new ApplicationLife(resolved.shutdownTimeout * 1_000, () => false);
    const buffer = new LogBufferService(resolved, store, { isUsed: true, bodyFormat: 'document' }, life);
    life.onApplicationBootstrap();
    await buffer.onApplicationBootstrap();
    const started = { buffer, life };
    lives.push(started);
    return started;
  }

  async function stop(buffer: LogBufferService, life: ApplicationLife): Promise<void> {
    life.onModuleDestroy();
    await buffer.beforeApplicationShutdown();
    await buffer.onApplicationShutdown();
  }

  const errors = (): string[] => said[1]!.mock.calls.map(([line]) => String(line));
  const logged = (): string[] => said[2]!.mock.calls.map(([line]) => String(line));

  it('says where files are if the path is relative', async () => {
    const directory = relative(process.cwd(), root);
    await started({ durability: 'spill', spoolDirectory: directory });
    expect(logged()).toContain(
      `buffer.spoolDirectory is "${directory}": files are in ${root}, from the working directory of the process. ` +
        'Give an absolute path if the process may start elsewhere.',
    );
    expect(readdirSync(root)).toHaveLength(1);
  });

  const stored = async () => (await store.find({})).map(({ url_name }) => url_name).toSorted();

  it('stores what waits on disk with flushAll(), also what an ended process left after the start', async () => {
    const { buffer } = await started({ durability: 'spill', maxBytes: 2_000 });
    const ended = await started({ durability: 'spill', maxBytes: 2_000, spoolDirectory: join(root, 'aside') });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) buffer.add(record(name), 500);
    for (const name of ['g', 'h']) ended.buffer.add(record(name), 500);
    await stop(ended.buffer, ended.life);
    lives.pop();
    const [left] = readdirSync(join(root, 'aside'));
    renameSync(join(root, 'aside', left!), join(root, left!));
    store.isAway = false;
    await buffer.flush();
    expect(await stored()).not.toContain('f');
    await buffer.flushAll();
    expect(await stored()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('stores the few records of each file that ended processes left, without a flush for each', async () => {
    for (const name of ['a', 'b', 'c']) {
      const { buffer, life } = await started({ durability: 'journal', spoolDirectory: join(root, name) });
      buffer.journal(record(name), 400, 300);
      await stop(buffer, life);
      lives.pop();
      const [left] = readdirSync(join(root, name));
      renameSync(join(root, name, left!), join(root, left!));
    }
    store.isAway = false;
    await started({ durability: 'journal' });
    await eventually(async () => expect(await stored()).toEqual(['a', 'b', 'c']));
  });

  it.each([
    ['journal', 'retrying (logged once). The journal in buffer.spoolDirectory has them too.'],
    ['spill', 'retrying (logged once).'],
  ] as const)('with %s the line of an outage ends in "%s"', async (durability, end) => {
    const { buffer } = await started({ durability });
    buffer.add(record(), 400);
    await buffer.flush();
    const lines = said[0]!.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.startsWith('Activity store unavailable') && line.endsWith(end))).toHaveLength(1);
  });

  it('starts without reading what ended processes left, and stores live records before it', async () => {
    const ended = new Types.ObjectId().toHexString();
    mkdirSync(join(root, ended), { mode: 0o700 });
    const left = Buffer.concat(
      Array.from({ length: 1_000 }, (_, index) =>
        Buffer.from(mongo.BSON.serialize({ ...record(`left ${index}`), body: 'b'.repeat(2_000) })),
      ),
    );
    for (let file = 1; file <= 5; file++) writeFileSync(join(root, ended, `${ended}-00000${file}.bson`), left);
    const { buffer } = await started({ durability: 'journal', maxBytes: 4_000_000, maxSize: 10 });
    expect(buffer.stats().spool).toMatchObject({ replayed: 0 });
    buffer.add(record('live'), 400);
    store.isAway = false;
    await buffer.flush();
    expect(await stored()).toContain('live');
    expect((await store.find({})).length).toBeLessThan(1_000);
    // An eighth of the buffer, and one record more.
    expect(buffer.stats().waitingBytes).toBeLessThan(510_000);
  });

  it(`'spill' writes nothing while memory has room`, async () => {
    const { buffer } = await started({ durability: 'spill' });
    buffer.add(record(), 400);
    expect(buffer.stats().spool).toMatchObject({ appended: 0, segments: 0 });
  });

  it(`'spill' writes what memory has no room for, counts it as accepted, and stores it later`, async () => {
    const { buffer } = await started({ durability: 'spill', maxBytes: 2_000 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) buffer.add(record(name), 500);
    const { accepted, waiting, shed, dropped, spool } = buffer.stats();
    expect({ accepted, waiting, shed, appended: spool!.appended }).toEqual({
      accepted: 6,
      waiting: 4,
      shed: 0,
      appended: 2,
    });
    expect(Object.values(dropped)).toEqual([0, 0, 0, 0]);
    store.isAway = false;
    await buffer.flush();
    await lives[0]!.buffer.onApplicationShutdown();
    expect(await stored()).toEqual(['a', 'b', 'c', 'd']);
  });

  it(`'journal' writes a record before it is queued, and frees one that another replaces`, async () => {
    const { buffer } = await started({ durability: 'journal' });
    const first = buffer.journal(record('a'), 400, 300);
    expect(buffer.stats()).toMatchObject({ waiting: 0, accepted: 0, spool: { appended: 1 } });
    const second = buffer.journal(record('b'), 400, 300);
    buffer.discard(first);
    buffer.addJournaled(second);
    expect(buffer.stats()).toMatchObject({ waiting: 1, accepted: 1, spool: { appended: 2 } });
    store.isAway = false;
    await buffer.flush();
    expect(await stored()).toEqual(['b']);
  });

  it.each(['spill', 'journal'] as const)(
    `'%s' has everything on disk from the first step of a shutdown on, and the next process stores it`,
    async (durability) => {
      const { buffer, life } = await started({ durability });
      for (const name of ['a', 'b', 'c']) buffer.add(record(name), 400);
      life.onModuleDestroy();
      const flushing = buffer.beforeApplicationShutdown();
      expect(buffer.stats().spool).toMatchObject({ appended: 3 });
      await flushing;
      await buffer.onApplicationShutdown();
      lives.pop();
      expect(buffer.stats().dropped.shutdown).toBe(0);
      expect(readdirSync(root)).toHaveLength(1);

      store.isAway = false;
      const next = await started({ durability });
      await eventually(async () => {
        await next.buffer.flush();
        expect(await stored()).toEqual(['a', 'b', 'c']);
        expect(logged()).toContain(`The records of ended processes are stored: 3 records of 1 file in ${root}.`);
      });
      expect(logged().filter((line) => line.includes('ended process'))).toEqual([
        expect.stringMatching(
          /^1 file \(\d+ bytes\) of 1 ended process taken over in .*: storing the records in the background\.$/,
        ),
        expect.stringContaining('are stored'),
      ]);
    },
  );

  it('counts what neither memory nor disk has room for, and keeps the record of the gap on disk', async () => {
    const { buffer } = await started({ durability: 'spill', maxBytes: 2_000, maxSpoolBytes: 1_000 });
    for (let index = 0; index < 12; index++) buffer.add(record(String(index)), 500);
    const { dropped, spool, accepted } = buffer.stats();
    expect(dropped.full + dropped.evicted).toBeGreaterThan(0);
    expect(accepted - dropped.evicted + dropped.full).toBe(12);
    expect(spool).toMatchObject({ isHealthy: false, failures: { FULL: expect.any(Number) as number } });
    store.isAway = false;
    await eventually(async () => {
      await buffer.flush();
      expect(await stored()).toContain('activity.gap');
    });
  });

  it.each(['spill', 'journal'] as const)(
    `with '%s' keeps records that the store rejects in quarantine/, live and replayed, with the cause`,
    async (durability) => {
      const { buffer } = await started({ durability, maxBytes: 2_000 });
      const records = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => record(name));
      for (const each of records) buffer.add(each, 500);
      store.isAway = false;
      for (const name of ['a', 'f']) store.rejects.add(name);
      await buffer.flushAll();
      expect(await stored()).toEqual(expect.arrayContaining(['b', 'c', 'd', 'e']));
      expect(buffer.stats().spool).toMatchObject({ rejected: 2, quarantined: 0 });
      const directory = join(root, 'quarantine');
      const kept = readdirSync(directory).filter((name) => name.endsWith('.bson'));
      const names = kept.map(
        (name) => mongo.BSON.deserialize(readFileSync(join(directory, name)))['url_name'] as string,
      );
      expect(names.toSorted()).toEqual(['a', 'f']);
      const causes = readdirSync(directory).filter((name) => name.endsWith('.txt'));
      expect(causes.map((name) => readFileSync(join(directory, name), 'utf8')).toSorted()).toEqual([
        `${String(records[0]!._id)} too odd\n`,
        `${String(records[5]!._id)} too odd\n`,
      ]);
    },
  );

  it('keeps rejected records in an eighth of the spool at most', async () => {
    const { buffer } = await started({ durability: 'journal', maxSpoolBytes: 8_000 });
    store.isAway = false;
    store.rejects.add('odd');
    for (let index = 0; index < 6; index++) {
      buffer.add(record('odd'), 500);
      await buffer.flush();
    }
    const { spool } = buffer.stats();
    expect(spool!.rejected).toBe(2);
    expect(spool!.failures).toEqual({ QUARANTINE_FULL: 4 });
  });

  /** Stores what a killed process with these files would leave. */
  async function storedAfterKill(): Promise<ActivityLog[]> {
    const own = readdirSync(root).find((name) => /^[0-9a-f]{24}$/.test(name));
    const other = join(root, 'copy');
    cpSync(join(root, own!), join(other, own!), { recursive: true, filter: (path) => !path.includes('owner.') });
    store = new SwitchedStore();
    store.isAway = false;
    const { buffer } = await started({ durability: 'journal', spoolDirectory: other, sequence: false });
    await buffer.flushAll();
    return store.find({});
  }

  const missingIn = (records: readonly ActivityLog[], last: number): number[] => {
    const numbers = new Set(records.map(({ seq }) => seq));
    for (const { url_name, body } of records)
      if (url_name === 'activity.gap')
        for (const { first, last: end } of readRanges((body as GapBody).ranges)!)
          for (let seq = first; seq <= end; seq++) numbers.add(seq);
    return Array.from({ length: last }, (_, index) => index + 1).filter((seq) => !numbers.has(seq));
  };

  it('names on disk the records that are in memory only, so that a kill leaves no number unexplained', async () => {
    store.outlivesProcess = true;
    const { buffer } = await started({ durability: 'journal', maxSpoolBytes: 2_000, whenSpoolIsFull: 'drop-newest' });
    for (let index = 0; index < 8; index++) buffer.add(record(String(index)), 500);
    expect(buffer.stats().spool!.failures).toEqual({ FULL: expect.any(Number) as number });
    const { appended } = buffer.stats().spool!;
    await eventually(() => expect(buffer.stats().spool!.appended).toBe(appended + 1));
    const records = await storedAfterKill();
    expect(missingIn(records, 10)).toEqual([]);
    expect(records.map(({ url_name }) => url_name)).not.toContain('7');
    const gaps = records.filter(({ url_name }) => url_name === 'activity.gap');
    expect(gaps.map(({ body }) => (body as GapBody).reason)).toEqual(['memory-only']);
  });

  it('names on disk the records whose file gave way while memory holds them, and for which no other has room', async () => {
    store.outlivesProcess = true;
    const { buffer } = await started({ durability: 'journal', whenSpoolIsFull: 'drop-oldest', maxSpoolBytes: 2 ** 20 });
    const count = 4_000;
    for (let number = 1; number <= count; number++) buffer.add(record(String(number)), 500);
    const [own] = readdirSync(root);
    await eventually(() => {
      const files = readdirSync(join(root, own!)).filter((name) => name.includes('.bson'));
      expect(files).toHaveLength(buffer.stats().spool!.segments);
    });
    expect(buffer.stats()).toMatchObject({ waiting: count, dropped: { full: 0, evicted: 0 } });
    const records = await storedAfterKill();
    expect(records.length).toBeLessThan(count);
    expect(missingIn(records, count + 1)).toEqual([]);
  });

  it('keeps records in memory while there is no file descriptor, says so once, and writes again afterwards', async () => {
    const { buffer } = await started({ durability: 'journal' });
    const create = vi.spyOn(nodeFiles, 'create').mockImplementation(() => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    });
    for (const name of ['1', '2', '3']) buffer.add(record(name), 500);
    expect(buffer.stats()).toMatchObject({
      accepted: 3,
      waiting: 3,
      dropped: { full: 0, evicted: 0 },
      spool: { appended: 0, failures: { EMFILE: 1 }, isHealthy: false },
    });
    expect(errors().filter((line) => line.includes('(EMFILE)'))).toEqual([
      expect.stringContaining('Raise its limit (ulimit -n).'),
    ]);
    create.mockRestore();
    await eventually(() => {
      buffer.add(record('later'), 500);
      expect(buffer.stats().spool!.appended).toBeGreaterThan(0);
    });
    await eventually(() => expect(buffer.stats().spool!.isHealthy).toBe(true));
    store.isAway = false;
    await buffer.flush();
    const { accepted } = buffer.stats();
    expect(buffer.stats()).toMatchObject({ stored: accepted, waiting: 0 });
  });

  it('warns of a directory that other users may replace from further above', async () => {
    const directory = join(root, 'open', 'ours', 'spool');
    mkdirSync(join(root, 'open'));
    chmodSync(join(root, 'open'), 0o777);
    await started({ durability: 'journal', spoolDirectory: directory });
    const warnings = said[0]!.mock.calls.map(([line]) => String(line));
    expect(warnings.filter((line) => line.includes('above it, and replace it'))).toHaveLength(1);
  });

  it('names records that were written together, if the disk does not take them', async () => {
    store.outlivesProcess = true;
    const { buffer } = await started({ durability: 'journal' });
    buffer.add(record('before'), 500);
    const write = vi.spyOn(nodeFiles, 'write').mockImplementation(() => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    const journaled: WaitingRecord[] = [];
    buffer.journalTogether(() => {
      for (const name of ['1', '2', '3']) journaled.push(buffer.journal(record(name), 500, 0));
    });
    for (const waiting of journaled) buffer.addJournaled(waiting);
    write.mockRestore();
    const { appended } = buffer.stats().spool!;
    await eventually(() => expect(buffer.stats().spool!.appended).toBe(appended + 1));
    const records = await storedAfterKill();
    expect(records.map(({ url_name }) => url_name)).toEqual(
      expect.arrayContaining(['activity.started', 'before', 'activity.gap']),
    );
    expect(missingIn(records, 6)).toEqual([]);
  });

  it('names on disk the replayed records whose file gives way while memory holds them', async () => {
    store.outlivesProcess = true;
    const instance = new Types.ObjectId();
    const ended = new Types.ObjectId().toHexString();
    mkdirSync(join(root, ended), { mode: 0o700 });
    const left = [1, 2, 3, 4].map((seq) => mongo.BSON.serialize({ ...record('left'), instance, seq }));
    writeFileSync(join(root, ended, `${ended}-000001.bson`), Buffer.concat(left));
    const { buffer } = await started({ durability: 'journal', maxSpoolBytes: 3_000, whenSpoolIsFull: 'drop-oldest' });
    await eventually(() => expect(buffer.stats().spool!.replayed).toBe(4));
    for (let index = 0; index < 5; index++) buffer.add(record(String(index)), 500);
    await eventually(() =>
      expect(readdirSync(root, { recursive: true, encoding: 'utf8' }).join()).not.toContain(`${ended}-000001.bson`),
    );
    const records = await storedAfterKill();
    const gaps = records.filter(({ url_name }) => url_name === 'activity.gap').map(({ body }) => body as GapBody);
    const named = gaps.filter((gap) => String(gap.instance) === String(instance));
    expect(named).toMatchObject([{ reason: 'memory-only', count: 4, first: 1, last: 4 }]);
  });

  it('does not open the directory twice for two applications of one container', async () => {
    const { buffer, life } = await started({ durability: 'journal' });
    life.onApplicationBootstrap();
    await buffer.onApplicationBootstrap();
    expect(readdirSync(root)).toHaveLength(1);
    life.onModuleDestroy();
  });

  it('writes what waits when the process ends by process.exit()', async () => {
    const { buffer } = await started({ durability: 'spill' });
    buffer.add(record(), 400);
    const listeners = process.listeners('exit') as (() => void)[];
    for (const listener of listeners.filter((each) => String(each).includes('tasks'))) listener();
    expect(buffer.stats().spool).toMatchObject({ appended: 1 });
  });
});
