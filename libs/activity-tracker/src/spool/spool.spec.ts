import { execFileSync } from 'node:child_process';
import {
  readFileSync,
  realpathSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/eventually.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import type { ActivityLog } from '../record/activity-log.js';
import { bsonOf, exampleRecord } from './fixtures/example-record.js';
import { DEAD, spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { nodeFiles } from './node-files.js';
import { isOwned, ownSocket } from './owners/owner-socket.js';
import { Spool } from './spool.js';
import type { SpoolFiles } from './spool-files.js';
import type { SpoolSettings } from './spool.types.js';
import { replaceableAncestor, volatility } from './owners/spool-root.js';
import type { SpoolEntry } from './segments/segment-file.js';
import { segmentFile } from './segments/segment-name.js';
import { SideFile } from './segments/side-file.js';

describe('Spool', () => {
  let root: string;
  const spools: Spool[] = [];

  beforeEach(() => {
    root = temporaryFolder('spool');
  });
  afterEach(async () => {
    await Promise.all(spools.splice(0).map((spool) => spool.close()));
  });

  function made(settings: Partial<SpoolSettings> = {}, files?: SpoolFiles) {
    const replayed: { record: ActivityLog; entry: SpoolEntry }[] = [];
    const failures: string[] = [];
    const spool = new Spool(
      spoolSettings(root, { maxBytes: undefined, replayBytes: 1_000_000, ...settings }),
      spoolUser(failures, { replay: (entry) => void replayed.push({ record: entry.record, entry }) }),
      files,
    );
    spools.push(spool);
    return { spool, replayed, failures };
  }

  async function adopting() {
    const { spool, replayed } = made();
    await spool.open();
    await spool.adopt();
    await spool.fill();
    return { spool, replayed };
  }

  const instances = (): string[] => readdirSync(root).filter((name) => /^[0-9a-f]{24}$/.test(name));
  const segments = (): string[] =>
    instances().flatMap((name) => readdirSync(join(root, name)).filter((file) => file.includes('bson')));

  it('writes files and directories that no other user may read', async () => {
    const directory = join(root, 'made', 'by us');
    const { spool } = made({ directory });
    await spool.open();
    spool.append(exampleRecord());
    const [instance] = readdirSync(directory);
    const mode = (...path: string[]): string => (lstatSync(join(directory, ...path)).mode & 0o777).toString(8);
    expect([mode(), mode(instance!)]).toEqual(['700', '700']);
    for (const file of readdirSync(join(directory, instance!)))
      expect([file, mode(instance!, file)]).toEqual([file, '600']);
  });

  it.each([
    ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
    ['a link to a file without an end', (path: string) => symlinkSync('/dev/zero', path)],
    ['a directory', (path: string) => mkdirSync(path)],
    ['a text that is no JSON', (path: string) => writeFileSync(path, '{')],
    ['JSON that is no object', (path: string) => writeFileSync(path, 'null')],
  ])('adopts a directory whose owner file is %s, and is not held up by it', async (_, make) => {
    mkdirSync(join(root, DEAD), { mode: 0o700 });
    make(join(root, DEAD, 'owner.json'));
    writeFileSync(join(root, DEAD, `${DEAD}-000001.bson`), bsonOf(exampleRecord('a')));
    const { replayed } = await adopting();
    expect(replayed.map(({ record }) => record.url_name)).toEqual(['a']);
  });

  it('adopts many files without keeping requests waiting, each once', async () => {
    mkdirSync(join(root, DEAD), { mode: 0o700 });
    for (let number = 1; number <= 1_000; number++)
      writeFileSync(join(root, DEAD, `${DEAD}-${String(number).padStart(6, '0')}.bson`), bsonOf(exampleRecord('a')));
    const { spool, failures } = made();
    await spool.open();
    let turns = 0;
    let isAdopting = true;
    const request = (): void => {
      turns++;
      if (isAdopting) setImmediate(request);
    };
    setImmediate(request);
    await Promise.all([spool.adopt(), spool.adopt()]);
    isAdopting = false;
    expect(turns).toBeGreaterThanOrEqual(20);
    expect(spool.stats().segments).toBe(1_000);
    expect(failures).toEqual([]);
  });

  it('neither reads a file that is longer than any segment, nor counts it as used space', async () => {
    mkdirSync(join(root, DEAD), { mode: 0o700 });
    const huge = join(root, DEAD, `${DEAD}-000001.bson`);
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 40);
    writeFileSync(join(root, DEAD, `${DEAD}-000002.bson`), bsonOf(exampleRecord('a')));
    const { spool, replayed } = await adopting();
    expect(replayed.map(({ record }) => record.url_name)).toEqual(['a']);
    expect(spool.append(exampleRecord('b'))).toBeDefined();
    expect(readdirSync(join(root, 'quarantine', `adopted-${DEAD}`))).toEqual([`${DEAD}-000001.bson`]);
  });

  it('keeps a file that a power failure filled with zeros in few pieces, whole', async () => {
    const documents = Array.from({ length: 1_000 }, () => bsonOf(exampleRecord('a', 900)));
    const id = { instance: DEAD, number: 1 };
    mkdirSync(join(root, DEAD), { mode: 0o700 });
    const side = new SideFile(nodeFiles, join(root, DEAD, segmentFile(id, 'crc')), id);
    let size = 0;
    for (const document of documents) {
      side.add(size, document);
      size += document.length;
    }
    side.end();
    writeFileSync(join(root, DEAD, segmentFile(id, 'bson')), Buffer.alloc(size));
    const { spool } = await adopting();
    const pieces = readdirSync(join(root, 'quarantine'));
    expect(pieces.length).toBeLessThan(10);
    expect(spool.stats().quarantined).toBe(pieces.length);
    expect(pieces.reduce((sum, name) => sum + lstatSync(join(root, 'quarantine', name)).size, 0)).toBe(size);
  });

  it('leaves nothing behind when everything is stored', async () => {
    const { spool } = made();
    await spool.open();
    const entry = spool.append(exampleRecord());
    expect(segments()).toHaveLength(1);
    spool.confirm(entry!);
    await spool.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it('leaves what is not stored to the next process, which replays it', async () => {
    const first = made();
    await first.spool.open();
    const record = exampleRecord('left');
    first.spool.append(record);
    await first.spool.close();
    expect(segments()).toEqual([expect.stringMatching(/-000001\.bson$/)]);

    const next = made();
    await next.spool.open();
    await eventually(() => expect(next.replayed.map((each) => each.record)).toEqual([record]));
    expect(next.spool.stats()).toMatchObject({ adopted: 1, replayed: 1, segments: 1 });
    next.spool.confirm(next.replayed[0]!.entry);
    await next.spool.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it('leaves the files of a process that lives alone', async () => {
    const alive = made();
    await alive.spool.open();
    alive.spool.append(exampleRecord());
    const other = made();
    await other.spool.open();
    await new Promise((resolve) => setImmediate(resolve));
    await other.spool.close();
    expect(other.spool.stats().adopted).toBe(0);
    expect(segments()).toHaveLength(1);
  });

  it.each([
    ['without a socket', () => {}],
    ['with a file in the place of its socket', (path: string) => writeFileSync(join(path, 'owner.sock'), '')],
    [
      'whose process id is that of another one now',
      (path: string) => {
        const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
        writeFileSync(join(path, 'owner.json'), JSON.stringify({ boot, host: hostname(), pid: process.pid }));
      },
    ],
  ])('adopts the directory of a dead process %s', async (_, prepare) => {
    mkdirSync(join(root, DEAD));
    prepare(join(root, DEAD));
    const record = exampleRecord();
    writeFileSync(join(root, DEAD, `${DEAD}-000001.bson.open`), bsonOf(record));
    const { spool, replayed } = made();
    await spool.open();
    await eventually(() => expect(replayed).toHaveLength(1));
  });

  it('waits for the lease of an owner on another machine, whose socket cannot be reached', async () => {
    mkdirSync(join(root, DEAD));
    writeFileSync(join(root, DEAD, 'owner.json'), JSON.stringify({ boot: 'another', host: 'b', pid: 1 }));
    const { spool } = made();
    await spool.open();
    await new Promise((resolve) => setImmediate(resolve));
    await spool.close();
    expect(instances()).toEqual([DEAD]);
  });

  it('does not follow links, open FIFOs, or delete what it did not write', async () => {
    mkdirSync(join(root, DEAD));
    writeFileSync(join(root, 'secret'), bsonOf(exampleRecord('secret')));
    symlinkSync(join(root, 'secret'), join(root, DEAD, `${DEAD}-000001.bson`));
    mkdirSync(join(root, DEAD, 'folder'));
    const { spool, replayed } = made();
    await spool.open();
    await eventually(() => expect(existsSync(join(root, 'quarantine', `adopted-${DEAD}`, 'folder'))).toBe(true));
    expect(replayed).toEqual([]);
    expect(lstatSync(join(root, 'quarantine', `adopted-${DEAD}`, `${DEAD}-000001.bson`)).isSymbolicLink()).toBe(true);
    expect(existsSync(join(root, 'secret'))).toBe(true);
  });

  it('goes on in a new directory when its own is deleted, with what memory still holds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const { spool, failures } = made();
      await spool.open();
      await spool.adopt();
      spool.append(exampleRecord('a'));
      const [before] = instances();
      rmSync(root, { recursive: true });
      await vi.advanceTimersByTimeAsync(500);
      vi.useRealTimers();
      await eventually(() => expect(segments()).toHaveLength(1));
      expect(instances()).not.toContain(before);
      expect(failures).toEqual(['ESTALE']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('stays the owner of its directory where something else is gone', async () => {
    const missing = join(root, 'new-0123456789abcdef01234567');
    mkdirSync(missing);
    const list = vi.fn((directory: string) => {
      if (directory === missing) rmSync(missing, { recursive: true });
      return nodeFiles.list(directory);
    });
    const { spool, failures } = made({}, { ...nodeFiles, list });
    await spool.open();
    const [own] = instances();
    await spool.adopt();
    expect(failures).toEqual(['ENOENT']);
    await eventually(() => expect(spool.append(exampleRecord('a'))).toBeDefined());
    expect(instances()).toEqual([own]);
    expect(await isOwned(join(root, own!, 'owner.sock'))).toBe(true);
  });

  it('ends the file that it writes where it leaves its directory, which another process may take over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const { spool } = made();
      await spool.open();
      const [own] = instances();
      spool.append(exampleRecord('a'));
      rmSync(join(root, own!, 'owner.json'));
      await vi.advanceTimersByTimeAsync(15_000);
      vi.useRealTimers();
      await eventually(() => expect(instances()).toHaveLength(2));
      await eventually(() => expect(spool.append(exampleRecord('b'))).toBeDefined());
      const renewed = instances().find((name) => name !== own)!;
      expect(readdirSync(join(root, renewed)).filter((name) => name.includes('.bson'))).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('reads a file once more in a minute that could not be read at first', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      mkdirSync(join(root, DEAD), { mode: 0o700 });
      writeFileSync(join(root, DEAD, `${DEAD}-000001.bson`), bsonOf(exampleRecord('a')));
      let isShort = true;
      const load = async (path: string): Promise<Buffer> => {
        if (isShort) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
        return nodeFiles.load(path);
      };
      const { spool, replayed, failures } = made({}, { ...nodeFiles, load });
      await spool.open();
      await spool.adopt();
      await spool.fill();
      await spool.fill();
      expect([failures, spool.stats().failures]).toEqual([['EMFILE'], { EMFILE: 1 }]);
      isShort = false;
      await vi.advanceTimersByTimeAsync(60_000);
      vi.useRealTimers();
      await eventually(() => expect(replayed).toHaveLength(1));
    } finally {
      vi.useRealTimers();
    }
  });

  it('erases once more in a minute what could not be read at first', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      mkdirSync(join(root, 'quarantine'), { mode: 0o700 });
      const piece = join(root, 'quarantine', `${DEAD}-000001-0.damaged`);
      symlinkSync(root, piece);
      const { spool, failures } = made();
      await spool.open();
      await spool.erase(({ user_id }) => user_id === 7);
      expect([failures, spool.stats().erased]).toEqual([['ELOOP'], 0]);
      rmSync(piece);
      writeFileSync(piece, bsonOf({ ...exampleRecord(), user_id: 7 }).subarray(0, -1));
      await vi.advanceTimersByTimeAsync(60_000);
      vi.useRealTimers();
      await eventually(() => expect(existsSync(piece)).toBe(false));
      await eventually(() => expect(spool.stats().erased).toBe(1));
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells its owner by a socket at a path of any length', async () => {
    const directory = join(root, 'd'.repeat(120));
    const first = made({ directory });
    await first.spool.open();
    const other = made({ directory });
    await other.spool.open();
    await new Promise((resolve) => setImmediate(resolve));
    expect(other.spool.stats().adopted).toBe(0);
  });

  it('rejects where no socket can be made', async () => {
    await expect(ownSocket(join(root, 'missing', 'owner.sock'))).rejects.toThrow(/ENOENT|EACCES/);
  });

  it('refuses a directory that other users may write to', () => {
    chmodSync(root, 0o777);
    expect(() => made()).toThrow(
      `buffer.spoolDirectory is "${root}": it can be written by other users (mode 777). Run chmod 700 on it, or name a folder below it: the tracker creates that.`,
    );
  });

  it('finds a directory further above in which other users may replace the way to it', () => {
    const directory = join(root, 'open', 'ours', 'spool');
    made({ directory });
    expect(replaceableAncestor(directory)).toBeUndefined();
    chmodSync(join(root, 'open'), 0o777);
    expect(() => made({ directory })).not.toThrow();
    expect(replaceableAncestor(directory)).toBe(realpathSync(join(root, 'open')));
    chmodSync(join(root, 'open'), 0o1777);
    expect(replaceableAncestor(directory)).toBeUndefined();
  });

  it('refuses a directory that other users may replace, and takes one in a directory with the sticky bit', () => {
    const directory = join(root, 'spool');
    chmodSync(root, 0o777);
    expect(() => made({ directory })).toThrow(
      `buffer.spoolDirectory is "${directory}": it is in ${root}, where other users may replace it (mode 777). Run chmod go-w on that, or chmod +t, or name a folder below this one: the tracker creates that.`,
    );
    expect(() => made({ directory: join(directory, 'below') })).not.toThrow();
    for (const mode of [0o1777, 0o770, 0o755]) {
      chmodSync(root, mode);
      expect(() => made({ directory })).not.toThrow();
    }
  });

  it.runIf(process.getuid?.() === 0)('refuses a directory of another user, also as root', () => {
    chownSync(root, 1_234, 1_234);
    expect(() => made()).toThrow(
      `buffer.spoolDirectory is "${root}": it belongs to user 1234, and this process runs as 0. Run as that user, chown it, or name a folder below it: the tracker creates that.`,
    );
  });

  it.runIf(process.platform === 'linux')('knows a file system that ends with the machine', () => {
    expect(volatility('/dev/shm')).toBe('tmpfs: its files end with the machine');
    expect(volatility('/proc')).toBeUndefined();
  });

  it('refuses a path that is no directory', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => made({ directory: join(root, 'file', 'spool') })).toThrow(
      /^buffer\.spoolDirectory is ".*": it cannot be created or written \(ENOTDIR\)\. Give a directory that this user may write to\.$/,
    );
  });
});
