import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.js';
import { exampleRecord } from './fixtures/example-record.js';
import { FaultyFiles } from './fixtures/faulty-files.js';
import { SpoolProcess } from './fixtures/spool-process.js';
import { spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { Spool } from './spool.js';

describe('a volume that becomes read-only while the process runs', () => {
  it('costs no record: what is on disk is stored, what is not stays in memory', async () => {
    const files = new FaultyFiles();
    const store = new Map<string, string>();
    const life = new SpoolProcess(files, store);
    expect(life.write(exampleRecord('before'))).toBe(true);
    files.isReadOnly = true;
    expect(life.write(exampleRecord('meanwhile'))).toBe(false);
    await life.writer.sync();
    expect(life.failures).toContain('EROFS');
    life.flush(10);
    expect(store.size).toBe(2);
    files.isReadOnly = false;
    life.now += 1_000;
    expect(life.write(exampleRecord('after'))).toBe(true);
    await life.seal();
    files.kill();
    const next = new SpoolProcess(files, store);
    expect(await next.adopt(life.instance)).toBe(true);
    await next.collect();
    await next.drain();
    // The file of the first record could not be deleted: its record is stored once more, under the same id.
    expect(store.size).toBe(3);
    expect(next.filesOf()).toEqual([]);
  });

  describe('on a real file system', () => {
    let path: string;
    let refusal: string | undefined;

    const mount = (...given: string[]): void => void execFileSync('mount', [...given, path], { stdio: 'pipe' });

    beforeEach(() => {
      path = mkdtempSync(join(tmpdir(), 'read-only-'));
      refusal = undefined;
      try {
        // Too small for a reserve: a file that is open for writing keeps a volume from being remounted.
        mount('-t', 'tmpfs', '-o', 'size=60k', 'tmpfs');
      } catch (error) {
        refusal = String((error as { stderr?: Buffer }).stderr ?? error);
      }
    });
    afterEach(() => {
      if (refusal === undefined) execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    });

    it('is told by its code, and written to again once it takes files', async () => {
      if (refusal !== undefined) {
        // Only root may mount: the case above simulates it.
        expect(refusal).toMatch(/mount|permission|permitted|ENOENT/i);
        return;
      }
      const failures: string[] = [];
      const spool = new Spool(spoolSettings(join(path, 'spool')), spoolUser(failures));
      await spool.open();
      await spool.adopt();
      mount('-o', 'remount,ro');
      expect(spool.append(exampleRecord())).toBeUndefined();
      expect(spool.takesRecords).toBe(false);
      expect(spool.stats()).toMatchObject({ appended: 0, isHealthy: false, failures: { EROFS: 1 } });
      expect(failures).toEqual(['EROFS']);
      mount('-o', 'remount,rw');
      await eventually(() => expect(spool.append(exampleRecord())).toBeDefined());
      await spool.close();
    });
  });
});
