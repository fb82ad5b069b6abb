import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { eventually } from '../../test/eventually.js';
import { exampleRecord } from './fixtures/example-record.js';
import { spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { Spool } from './spool.js';

/** Exists on every Unix, and owns no files. */
const OTHER_USER = 65_534;
const isRoot = process.getuid?.() === 0 && process.seteuid !== undefined;

describe('a spool of a user who is not root', () => {
  if (!isRoot) {
    it('not run: only root may become another user', () => expect(process.getuid?.()).not.toBe(0));
    return;
  }

  let root: string;
  const failures: string[] = [];

  beforeEach(() => {
    root = temporaryFolder('other-user');
    failures.length = 0;
  });

  const made = (directory: string): Spool => new Spool(spoolSettings(directory), spoolUser(failures));
  const asOther = async <T>(act: () => T | Promise<T>): Promise<T> => {
    process.setegid!(OTHER_USER);
    process.seteuid!(OTHER_USER);
    vi.spyOn(process, 'getuid').mockReturnValue(OTHER_USER);
    vi.spyOn(process, 'getgid').mockReturnValue(OTHER_USER);
    try {
      return await act();
    } finally {
      vi.restoreAllMocks();
      process.seteuid!(0);
      process.setegid!(0);
    }
  };

  it('is refused where the user may not write, with path and cause', async () => {
    chmodSync(root, 0o755);
    const directory = join(root, 'spool');
    await expect(asOther(() => made(directory))).rejects.toThrow(
      `buffer.spoolDirectory is "${directory}": it cannot be created or written (EACCES).`,
    );
    mkdirSync(directory, { mode: 0o755 });
    await expect(asOther(() => made(directory))).rejects.toThrow(
      'it belongs to user 0, and this process runs as 65534.',
    );
  });

  it('loses the right to write while it runs, counts that, and writes again when it has it back', async () => {
    chownSync(root, OTHER_USER, OTHER_USER);
    const directory = join(root, 'spool');
    const spool = await asOther(async () => {
      const running = made(directory);
      await running.open();
      return running;
    });
    const home = join(directory, readdirSync(directory)[0]!);
    chmodSync(home, 0o500);
    expect(await asOther(() => spool.append(exampleRecord()))).toBeUndefined();
    expect(failures).toEqual(['EACCES']);
    expect(spool.stats()).toMatchObject({ appended: 0, isHealthy: false, failures: { EACCES: 1 } });
    chmodSync(home, 0o700);
    await eventually(async () => expect(await asOther(() => spool.append(exampleRecord()))).toBeDefined());
    await spool.close();
  });

  it('is refused on a volume that is mounted read-only', () => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', root], { stdio: 'pipe' });
    } catch (error) {
      // In a container without the right to mount: the message of the system is all that there is to see.
      expect(String((error as { stderr?: Buffer }).stderr)).toMatch(/mount|permission|permitted/i);
      return;
    }
    try {
      for (const directory of [root, join(root, 'spool')])
        expect(() => made(directory)).toThrow(
          `buffer.spoolDirectory is "${directory}": it cannot be created or written (EROFS).`,
        );
    } finally {
      execFileSync('umount', ['-l', root]);
    }
  });
});
