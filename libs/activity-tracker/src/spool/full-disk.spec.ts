import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.js';
import { exampleRecord } from './fixtures/example-record.js';
import { spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
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
    // Only root may mount a tmpfs: full disks are simulated in spool-writer.spec.ts.
    it('not run: this user may not mount a file system', () =>
      expect(disk.reason).toMatch(/mount|permission|permitted/i));
    return;
  }

  const { path } = disk;
  afterAll(() => {
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true });
  });

  function started(folder = 'spool') {
    const replayed: string[] = [];
    const failures: string[] = [];
    const spool = new Spool(
      spoolSettings(join(path, folder), { maxBytes: 2 ** 30, replayBytes: 2 ** 30 }),
      spoolUser(failures, { replay: ({ record }) => void replayed.push(record.url_name!) }),
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
    await eventually(() => expect(write('later')).toBe(true));
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

  it('writes what is missing on a disk that takes nothing else, from a reserve that is filled again later', async () => {
    const filler = join(path, 'filler');
    const fill = (): void => {
      for (let size = 2 ** 20; size > 0; size >>= 1) {
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // A part of it is written.
        }
      }
    };
    const { spool, failures } = started('gaps');
    await spool.open();
    const home = readdirSync(join(path, 'gaps')).find((name) => /^[0-9a-f]{24}$/.test(name))!;
    const reserve = (): number => statSync(join(path, 'gaps', home, 'reserve')).size;
    const whole = reserve();
    expect(whole).toBeGreaterThanOrEqual(16_384);
    for (fill(); spool.append(exampleRecord('more', 3_000)); fill());
    expect(failures).toEqual(['ENOSPC']);
    const gaps = Array.from({ length: 20 }, (_, index) => `gap-${index}`);
    for (const name of gaps) {
      const entry = spool.append(exampleRecord(name, 500), true);
      expect(entry && spool.leave(entry)).toBe(true);
      expect(spool.append(exampleRecord('other', 500))).toBeUndefined();
    }
    expect(reserve()).toBeLessThan(whole);
    expect(spool.takesRecords).toBe(false);
    rmSync(filler);
    await eventually(() => expect(spool.append(exampleRecord('after', 500))).toBeDefined());
    await eventually(() => expect(reserve()).toBe(whole));
    await spool.close();
    const next = started('gaps');
    await next.spool.open();
    await next.spool.adopt();
    await next.spool.fill();
    expect(next.replayed).toEqual(expect.arrayContaining(gaps));
    await next.spool.close();
  });
});
