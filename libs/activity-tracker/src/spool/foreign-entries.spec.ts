import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { bsonOf, exampleRecord } from './fixtures/example-record.js';
import { DEAD, spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { ownSocket } from './owners/owner-socket.js';
import type { SpoolEntry } from './segments/segment-file.js';
import { Spool } from './spool.js';

describe.skipIf(process.platform === 'win32')('entries of a spool that are not what their names say', () => {
  let folder: string;
  let root: string;
  /** Outside of the spool. */
  let outside: string;
  let spool: Spool;
  let failures: string[];
  let replayed: SpoolEntry[];

  beforeEach(() => {
    folder = temporaryFolder('foreign');
    [root, outside] = ['spool', 'outside'].map((name) => join(folder, name)) as [string, string];
    mkdirSync(join(root, DEAD), { recursive: true, mode: 0o700 });
    mkdirSync(outside);
    [failures, replayed] = [[], []];
    spool = new Spool(spoolSettings(root), spoolUser(failures, { replay: (entry) => void replayed.push(entry) }));
  });
  afterEach(() => spool.close());

  async function adopted(): Promise<void> {
    await spool.open();
    await spool.adopt();
    await spool.fill();
  }

  const dead = (name: string): string => join(root, DEAD, name);
  const segment = `${DEAD}-000001.bson`;
  const names = (): unknown[] => replayed.map(({ record }) => record.url_name);

  describe.each<[string, (path: string) => void]>([
    ['a link to another folder', (path) => symlinkSync(outside, path)],
    ['a link to nothing', (path) => symlinkSync(join(folder, 'nothing'), path)],
    ['a file', (path) => writeFileSync(path, '')],
    ['a FIFO', (path) => void execFileSync('mkfifo', [path])],
  ])('%s in place of quarantine', (_, make) => {
    const quarantine = (): string => join(root, 'quarantine');
    beforeEach(() => {
      make(quarantine());
      writeFileSync(join(outside, `${DEAD}-000009-0.damaged`), bsonOf(exampleRecord('damaged')));
    });

    it('takes nothing and loses nothing, is told once, and is replaced by a folder once it is removed', async () => {
      const torn = bsonOf(exampleRecord('torn')).subarray(0, 40);
      writeFileSync(dead(segment), Buffer.concat([bsonOf(exampleRecord('whole')), torn]));
      writeFileSync(dead('notes.txt'), 'of another program');
      await adopted();
      expect(names()).toEqual(['whole']);
      const rejected = [{ record: exampleRecord('refused'), reason: 'refused' }];
      expect(spool.keepRejected(rejected)).toBe(false);
      await spool.erase(() => true);
      expect(new Set(failures)).toEqual(new Set(['QUARANTINE_FOREIGN']));
      expect(failures).toHaveLength(1);
      expect(spool.stats()).toMatchObject({ quarantined: 0, rejected: 0, erased: 0 });
      expect(spool.stats().failures['QUARANTINE_FOREIGN']).toBeGreaterThanOrEqual(4);
      expect(readdirSync(outside)).toEqual([`${DEAD}-000009-0.damaged`]);
      for (const entry of replayed) spool.confirm(entry);
      const left = readdirSync(root, { recursive: true }).map((path) => String(path).split('/').at(-1));
      expect(left).toEqual(expect.arrayContaining([segment, 'notes.txt']));

      renameSync(quarantine(), join(folder, 'removed'));
      expect(spool.keepRejected(rejected)).toBe(true);
      await spool.adopt();
      expect(existsSync(join(quarantine(), `adopted-${DEAD}`, 'notes.txt'))).toBe(true);
    });
  });

  it('does not take over a folder of an ended process that is a link, and says so once', async () => {
    writeFileSync(join(outside, segment), bsonOf(exampleRecord('linked')));
    rmSync(join(root, DEAD), { recursive: true });
    symlinkSync(outside, join(root, DEAD));
    await adopted();
    await spool.adopt();
    expect(names()).toEqual([]);
    expect(spool.stats().failures).toEqual({ FOREIGN_FILES: 1 });
    expect(spool.stats().isHealthy).toBe(true);
    expect(readdirSync(outside)).toEqual([segment]);
  });

  it('moves a FIFO, a link and a folder out of the way as they are, stores the rest, and says so', async () => {
    writeFileSync(dead(segment), bsonOf(exampleRecord('whole')));
    execFileSync('mkfifo', [dead(`${DEAD}-000002.bson`)]);
    symlinkSync(join(outside, 'secret'), dead(`${DEAD}-000001.crc`));
    mkdirSync(dead('owner.json'));
    await adopted();
    expect(names()).toEqual(['whole']);
    expect(failures).toEqual(['FOREIGN_FILES']);
    const moved = join(root, 'quarantine', `adopted-${DEAD}`);
    expect(readdirSync(moved).toSorted()).toEqual([`${DEAD}-000001.crc`, `${DEAD}-000002.bson`, 'owner.json']);
    expect(lstatSync(join(moved, `${DEAD}-000002.bson`)).isFIFO()).toBe(true);
  });

  it('stores a file that has another name too, and leaves that one alone', async () => {
    writeFileSync(join(outside, 'copy'), bsonOf(exampleRecord('twice named')));
    linkSync(join(outside, 'copy'), dead(segment));
    await adopted();
    expect(names()).toEqual(['twice named']);
    for (const entry of replayed) spool.confirm(entry);
    expect(spool.stats().segments).toBe(0);
    expect(readFileSync(join(outside, 'copy'))).toEqual(Buffer.from(bsonOf(replayed[0]!.record)));
  });

  it('is not kept from a folder by a link to the socket of a process that lives', async () => {
    const server = await ownSocket(join(outside, 'living.sock'));
    symlinkSync(join(outside, 'living.sock'), dead('owner.sock'));
    writeFileSync(dead(segment), bsonOf(exampleRecord('whole')));
    await adopted();
    expect(names()).toEqual(['whole']);
    server.close();
  });
});
