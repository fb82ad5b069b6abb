import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.js';
import { exampleRecord } from './fixtures/example-record.js';
import { spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { nodeFiles } from './node-files.js';
import { Spool } from './spool.js';
import type { SpoolFiles } from './spool-files.js';

/** `POWER_FAILURES=all` ends the power before each call, not only next to those that change a directory. */
const IS_EVERY_CALL = process.env.POWER_FAILURES === 'all';
const RECORDS = 60;
const RECORD_BYTES = 3_000;
/** Of them a segment takes an eighth: three files are begun. */
const SPOOL_BYTES = 512 * 1024;
const CHANGES: ReadonlySet<keyof SpoolFiles> = new Set(['create', 'rename', 'syncDirectory', 'syncDirectoryLater']);
/** `EXT4_IOC_SHUTDOWN`, without a flush of the log: nothing that is in memory only reaches the disk. */
const SHUTDOWN = '$how = pack("L", 2); open(F, "<", $ARGV[0]) && ioctl(F, 0x8004587d, $how) or die "$!\\n"';

/** A separate file system, on a file, whose power can be cut. */
class Volume {
  private constructor(
    private readonly folder: string,
    readonly path: string,
  ) {}

  static make(): Volume {
    const folder = mkdtempSync(join(tmpdir(), 'power-failure-'));
    const volume = new Volume(folder, join(folder, 'volume'));
    mkdirSync(volume.path);
    try {
      run('truncate', '-s', '8M', volume.image);
      run('mkfs.ext4', '-q', '-F', volume.image);
      volume.mount();
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
    return volume;
  }

  fail(): void {
    run('perl', '-e', SHUTDOWN, this.path);
  }

  /** As at the next start of the machine. Waits until nothing of the spool is open: the file system would not end before. */
  async restart(): Promise<void> {
    await eventually(() => run('umount', this.path));
    this.mount();
  }

  remove(): void {
    run('umount', '-l', this.path);
    rmSync(this.folder, { recursive: true });
  }

  private get image(): string {
    return join(this.folder, 'image');
  }

  private mount(): void {
    run('mount', '-o', 'loop', this.image, this.path);
  }
}

const run = (command: string, ...given: string[]): Buffer => execFileSync(command, given, { stdio: 'pipe' });

/** Why no power failure can be had here: only root may mount, and only Linux has the call. */
function refusal(): string | undefined {
  let volume: Volume | undefined;
  try {
    volume = Volume.make();
    volume.fail();
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error) + String(error);
  } finally {
    volume?.remove();
  }
}

/** Calls `before` before each call that changes a file or a directory. */
function watched(before: (operation: keyof SpoolFiles) => void): SpoolFiles {
  const operations = ['create', 'write', 'sync', 'syncNow', 'close', 'rename', 'remove', 'makeDirectory'] as const;
  const files: SpoolFiles = { ...nodeFiles };
  for (const operation of [...operations, 'syncDirectory', 'syncDirectoryLater'] as const) {
    const call: (...given: never[]) => unknown = nodeFiles[operation];
    Object.assign(files, {
      [operation]: (...given: never[]) => {
        before(operation);
        return call(...given);
      },
    });
  }
  return files;
}

function spoolIn(folder: string, files: SpoolFiles, replayed: string[] = []): Spool {
  return new Spool(
    spoolSettings(join(folder, 'spool'), { maxBytes: SPOOL_BYTES, syncInterval: 'always', replayBytes: 2 ** 30 }),
    spoolUser([], { replay: ({ record }) => void replayed.push(record.url_name!) }),
    files,
  );
}

/** Writes records, and lets segments be sealed in between. @returns those that were on disk while `isAlive` */
async function written(spool: Spool, isAlive: () => boolean): Promise<string[]> {
  const names: string[] = [];
  await spool.open();
  for (let number = 0; number < RECORDS && isAlive(); number++) {
    const entry = spool.append(exampleRecord(`record ${number}`, RECORD_BYTES));
    if (entry && isAlive()) names.push(`record ${number}`);
    await nextTurn();
  }
  return names;
}

const reason = refusal();

describe('a power failure while segments are rotated', () => {
  if (reason !== undefined) {
    it('not run: this user may not mount a file system, or end its power', () =>
      expect(reason).toMatch(/mount|permission|permitted|ENOENT|inappropriate|root/i));
    return;
  }

  let volume: Volume;
  beforeEach(() => void (volume = Volume.make()));
  afterEach(() => volume.remove());

  it('loses no record that was synced, and invents none, before whichever call it comes', async () => {
    const calls: (keyof SpoolFiles)[] = [];
    const rehearsal = spoolIn(
      volume.path,
      watched((operation) => void calls.push(operation)),
    );
    expect(await written(rehearsal, () => true)).toHaveLength(RECORDS);
    await rehearsal.close();
    const isNear = (at: number): boolean => [at - 1, at, at + 1].some((each) => CHANGES.has(calls[each]!));
    const points = calls.flatMap((_, at) => (IS_EVERY_CALL || isNear(at) ? [at] : []));
    expect(points.length).toBeGreaterThan(15);

    let most = 0;
    for (const point of points) {
      volume.remove();
      volume = Volume.make();
      let count = 0;
      const files = watched(() => {
        if (count++ === point) volume.fail();
      });
      const spool = spoolIn(volume.path, files);
      const durable = await written(spool, () => count <= point).catch(() => []);
      most = Math.max(most, durable.length);
      await spool.close();
      await volume.restart();

      const replayed: string[] = [];
      const next = spoolIn(volume.path, nodeFiles, replayed);
      await next.open();
      await next.adopt();
      await next.fill();
      const all = Array.from({ length: RECORDS }, (_, number) => `record ${number}`);
      expect([point, calls[point], durable.filter((name) => !replayed.includes(name))]).toEqual([
        point,
        calls[point],
        [],
      ]);
      expect(all).toEqual(expect.arrayContaining(replayed));
      await next.close();
    }
    expect(most).toBe(RECORDS);
  }, 300_000);
});
