import { Types } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { Gaps, lostRecordOf } from '../sequence/gap-record.js';
import { bsonOf, exampleRecord } from './fixtures/example-record.js';
import { FaultyFiles } from './fixtures/faulty-files.js';
import { type ProcessSettings, ROOT, SpoolProcess } from './fixtures/spool-process.js';

describe('SpoolWriter', () => {
  let files: FaultyFiles;
  let store: Map<string, string>;

  beforeEach(() => {
    files = new FaultyFiles();
    store = new Map();
  });

  const started = (options?: ProcessSettings) => new SpoolProcess(files, store, options);

  it('writes concatenated BSON, and leaves no file once the store has all of it', async () => {
    const life = started();
    const records = [exampleRecord('a'), exampleRecord('b')];
    for (const record of records) expect(life.write(record)).toBe(true);
    await life.writer.sync();
    const open = life.filesOf().find((path) => path.endsWith('.bson.open'));
    expect(files.files.get(open!)?.bytes).toEqual(Buffer.concat(records.map(bsonOf)));
    life.flush();
    await life.seal();
    expect(life.filesOf()).toEqual([]);
    expect(files.openDescriptors).toBe(0);
  });

  it('seals after five seconds, and at eight mebibytes', async () => {
    const life = started();
    life.write(exampleRecord());
    await life.seal();
    for (let index = 0; index < 3; index++) life.write(exampleRecord('long', 3 * 1024 * 1024));
    await life.seal();
    const sealed = life.filesOf().filter((path) => path.endsWith('.bson'));
    expect(sealed).toHaveLength(3);
    expect(life.filesOf().filter((path) => path.endsWith('.open'))).toEqual([]);
  });

  it('keeps a sealed file until the last of its records is confirmed', async () => {
    const life = started();
    for (const name of ['a', 'b']) life.write(exampleRecord(name));
    await life.seal();
    life.flush(1);
    expect(life.filesOf()).not.toEqual([]);
    life.flush();
    expect(life.filesOf()).toEqual([]);
  });

  it('cuts a short write back when the disk is full, writes no more for a second, and then goes on', () => {
    const life = started();
    life.write(exampleRecord('a'));
    const size = files.files.get(life.filesOf()[0]!)!.bytes.length;
    files.capacity = size + 10;
    expect(life.write(exampleRecord('b'))).toBe(false);
    expect(files.files.get(life.filesOf()[0]!)!.bytes).toHaveLength(size);
    expect(life.failures).toEqual(['ENOSPC']);
    files.clearFaults();
    expect(life.write(exampleRecord('c'))).toBe(false);
    expect(life.failures).toEqual(['ENOSPC']);
    life.now += 1_000;
    expect(life.write(exampleRecord('d'))).toBe(true);
  });

  it('writes records together with one call, and one after another where the disk has no room for all', () => {
    const life = started();
    const records = ['a', 'b', 'c'].map((name) => exampleRecord(name));
    expect(life.writeTogether(records)).toEqual(records);
    expect(files.writes).toBe(1);
    const size = Buffer.concat(records.map(bsonOf)).length;
    expect(files.files.get(life.filesOf()[0]!)!.bytes).toHaveLength(size);
    files.capacity = size + bsonOf(records[0]!).length + 10;
    const [fits, ...others] = ['d', 'e', 'f'].map((name) => exampleRecord(name));
    expect(life.writeTogether([fits!, ...others])).toEqual([fits]);
    expect(files.files.get(life.filesOf()[0]!)!.bytes).toEqual(Buffer.concat([...records, fits!].map(bsonOf)));
  });

  it('completes short writes while there is room', async () => {
    const life = started();
    files.shortenWrites(3);
    const record = exampleRecord();
    expect(life.write(record)).toBe(true);
    expect(files.files.get(life.filesOf()[0]!)?.bytes).toEqual(bsonOf(record));
  });

  it('ends a file that cannot be cut back, and a reader leaves out its torn tail only', async () => {
    const life = started();
    life.write(exampleRecord('a'));
    files.capacity = files.files.get(life.filesOf()[0]!)!.bytes.length + 10;
    files.failNext('truncate', 'EIO');
    expect(life.write(exampleRecord('b'))).toBe(false);
    files.clearFaults();
    files.kill();
    const next = started();
    await next.adopt(life.instance);
    await next.collect();
    await next.drain();
    expect([...store.values()].map((text) => (JSON.parse(text) as { url_name: string }).url_name)).toEqual(['a']);
    expect(next.counts.quarantined).toBe(1);
    expect(next.filesOf(`${ROOT}/quarantine`)).toHaveLength(1);
  });

  it('abandons a file whose sync failed: what memory holds of it goes to another one, and it is never synced again', async () => {
    const life = started();
    const record = exampleRecord();
    life.write(record);
    files.failNext('sync', 'EIO');
    await life.writer.sync();
    expect(life.failures).toEqual(['EIO']);
    // The first stays until the second is durable.
    expect(life.filesOf().filter((path) => path.includes('.bson'))).toHaveLength(2);
    await life.writer.sync();
    const [path, ...others] = life.filesOf().filter((each) => each.includes('.bson'));
    expect(others).toEqual([]);
    expect(path).toMatch(/-000002\.bson\.open$/);
    expect(files.files.get(path!)).toEqual({ bytes: bsonOf(record), durable: bsonOf(record).length });
    expect(files.syncedAgain).toEqual([]);
    life.flush();
    await life.seal();
    expect(life.filesOf()).toEqual([]);
  });

  it('does not go round when every sync fails', () => {
    const life = started({ syncsAlways: true });
    for (let count = 0; count < 50; count++) files.failNext('syncNow', 'EIO');
    life.write(exampleRecord());
    expect(life.failures.length).toBeLessThan(5);
    expect(life.filesOf().filter((path) => path.includes('.bson')).length).toBeLessThan(4);
  });

  it('has each record durable before it returns, where each is synced', () => {
    const life = started({ syncsAlways: true });
    const record = exampleRecord();
    life.write(record);
    expect(files.files.get(life.filesOf().find((path) => path.includes('.bson'))!)?.durable).toBe(
      bsonOf(record).length,
    );
  });

  it('leaves what only the file holds to be replayed', async () => {
    const life = started();
    for (const name of ['a', 'b', 'c']) life.write(exampleRecord(name));
    expect(life.evict()?.url_name).toBe('c');
    life.flush();
    await life.seal();
    expect(store.size).toBe(2);
    await life.drain();
    expect(store.size).toBe(3);
    expect(life.filesOf()).toEqual([]);
  });

  it('refuses records beyond its bytes, and takes them again once there is room', async () => {
    const length = bsonOf(exampleRecord()).length;
    const life = started({ maxBytes: 2 * length });
    expect([1, 2, 3].map(() => life.write(exampleRecord()))).toEqual([true, true, false]);
    expect(life.failures).toEqual(['FULL']);
    life.flush();
    await life.seal();
    expect(life.write(exampleRecord())).toBe(true);
  });

  it('deletes its oldest sealed file for new records where it is told to, and counts what is lost', async () => {
    const length = bsonOf(exampleRecord()).length;
    const life = started({ maxBytes: 2 * length, policy: 'drop-oldest' });
    life.write(exampleRecord('a'));
    life.evict();
    await life.seal();
    life.write(exampleRecord('b'));
    expect(life.write(exampleRecord('c'))).toBe(true);
    await life.dropped.settled();
    expect(life.counts.dropped).toBe(1);
    expect(life.queue.map(({ record }) => record.url_name)).toEqual(['b', 'c']);
    expect(life.filesOf().filter((path) => path.includes('.bson'))).toHaveLength(1);
  });

  it('tells exactly which records are lost with a file that gives way: those in memory, replayed or stored are not', async () => {
    const instance = new Types.ObjectId();
    const numbered = (seq: number) => ({ ...exampleRecord('x'), instance, seq, created_time: new Date(seq * 1_000) });
    const length = bsonOf(numbered(1)).length;
    const life = started({ maxBytes: 8 * length, policy: 'drop-oldest', replayBytes: 4 * length });
    for (let seq = 1; seq <= 8; seq++) life.write(numbered(seq));
    life.flush(1);
    const [inMemory] = life.queue;
    for (let count = 0; count < 6; count++) life.evict();
    await life.seal();
    await life.replay.fill();
    expect(life.queue.map(({ record }) => record.seq)).toEqual([2, 1, 2, 3, 4]);
    expect(life.write(numbered(9))).toBe(true);
    await life.dropped.settled();
    expect(life.lost).toMatchObject(
      [5, 6, 7, 8].map((seq) => ({ instance, seq, created_time: new Date(seq * 1_000) })),
    );
    expect(life.counts.dropped).toBe(4);
    expect(inMemory!.entry!.segment).toMatchObject({ isRemoved: false });
  });

  it('tells what is lost with a file of a process that has ended', async () => {
    const ended = started();
    for (const name of ['a', 'b']) ended.write(exampleRecord(name));
    await ended.seal();
    files.kill();
    const length = bsonOf(exampleRecord()).length;
    const life = started({ maxBytes: 2 * length, policy: 'drop-oldest' });
    await life.adopt(ended.instance);
    await life.collect();
    expect(life.write(exampleRecord('c'))).toBe(true);
    await life.dropped.settled();
    expect([life.lost.length, life.counts.dropped]).toEqual([2, 2]);
  });

  it('keeps the account of a gap record that is lost with its file', () => {
    const gaps = new Gaps();
    const instance = new Types.ObjectId();
    for (const seq of [5, 6, 9]) gaps.add({ created_time: new Date(seq), instance, seq }, 'full');
    const [gap] = gaps.take();
    gaps.add(lostRecordOf({ ...gap!, instance, seq: 10 }), 'spool-full');
    const bodies = gaps.take().map(({ body }) => body);
    expect(bodies).toMatchObject([
      { reason: 'spool-full', count: 1, first: 10, last: 10 },
      {
        reason: 'full',
        count: 3,
        first: 5,
        last: 9,
        ranges: [
          [5, 6],
          [9, 9],
        ],
        from: new Date(5),
        to: new Date(9),
      },
    ]);
  });

  it('writes once more what memory holds of files that were deleted or taken', async () => {
    const life = started();
    life.write(exampleRecord('a'));
    await life.seal();
    life.write(exampleRecord('b'));
    for (const path of life.filesOf()) files.remove(path);
    await life.writer.sync();
    expect(life.failures).toEqual(['ESTALE']);
    files.kill();
    const next = started();
    await next.adopt(life.instance);
    await next.collect();
    await next.drain();
    expect(store.size).toBe(2);
  });
});
