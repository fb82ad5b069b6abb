import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bsonOf, exampleRecord, recordOf } from './fixtures/example-record.js';
import { Spool } from './spool.js';

/** A file system of one mebibyte; the reason where this user may not mount one. */
function smallDisk(): { path: string } | { reason: string } {
  const path = mkdtempSync(join(tmpdir(), 'full-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'pipe' });
    return { path };
  } catch (error) {
    rmSync(path, { recursive: true });
    return { reason: String((error as { stderr?: Buffer }).stderr ?? error).trim() };
  }
}

const disk = smallDisk();

describe('a spool on a full disk', () => {
  if ('reason' in disk) {
    // Only root may mount a tmpfs: elsewhere the title tells the reason, and full disks are simulated in spool-writer.spec.ts.
    it.skip(`not run: no file system could be mounted (${disk.reason})`, () => {});
    return;
  }

  const { path } = disk;
  afterAll(() => {
    execFileSync('umount', [path]);
    rmSync(path, { recursive: true });
  });

  function started() {
    const replayed: string[] = [];
    const failures: string[] = [];
    const spool = new Spool(
      {
        directory: join(path, 'spool'),
        maxBytes: 2 ** 30,
        whenFull: 'drop-newest',
        syncInterval: 500,
        replayBytes: 2 ** 30,
      },
      {
        bytesOf: bsonOf,
        restore: recordOf,
        replay: ({ record }) => void replayed.push(record.url_name!),
        lost: () => undefined,
        adopted: () => undefined,
        adoptedStored: () => undefined,
        failed: (code) => void failures.push(code),
      },
    );
    return { spool, replayed, failures };
  }

  it('writes what fits, whole, goes on once there is room, and adopts and replays all of it while full', async () => {
    const written: string[] = [];
    const first = started();
    await first.spool.open();
    const write = (name: string): boolean => {
      const isWritten = first.spool.append(exampleRecord(name, 3_000)) !== undefined;
      if (isWritten) written.push(name);
      return isWritten;
    };
    const together = Array.from({ length: 30 }, (_, index) => `together-${index}`);
    let entries = together.map((name) => ({ name, entry: undefined as ReturnType<Spool['append']> }));
    first.spool.appendTogether(() => {
      entries = together.map((name) => ({ name, entry: first.spool.append(exampleRecord(name, 3_000)) }));
    });
    written.push(...entries.filter(({ entry }) => entry?.segment).map(({ name }) => name));
    expect(written).toEqual(together);
    const filler = join(path, 'filler');
    writeFileSync(filler, Buffer.alloc(400_000));
    for (let count = 0; write(`alone-${count}`); count++);
    expect(first.failures).toEqual(['ENOSPC']);
    rmSync(filler);
    await vi.waitFor(() => expect(write('later')).toBe(true), 20_000);
    await first.spool.close();

    for (let size = 2 ** 20; size > 0; size >>= 1) {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
      } catch {
        // What fits of it is written.
      }
    }
    const second = started();
    await expect(second.spool.open()).rejects.toThrow('(ENOSPC)');
    rmSync(filler);
    const third = started();
    await third.spool.open();
    await third.spool.adopt();
    await third.spool.fill();
    expect(third.replayed).toEqual(written);
    expect(third.spool.stats().quarantined).toBe(0);
    await third.spool.close();
  });
});
