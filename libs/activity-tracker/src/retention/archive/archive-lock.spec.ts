import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { lockArchive } from './archive-lock.js';

let directory: string;

beforeEach(() => {
  directory = temporaryFolder('lock');
});

it('takes over the lock of a process that was killed and had the id of this one, as in a container', () => {
  writeFileSync(join(directory, 'archive.lock'), `${process.pid} ${hostname()}\n`);
  expect(() => lockArchive(directory)()).not.toThrow();
});

it('keeps a second archive of this process out, until the first has ended', () => {
  const unlock = lockArchive(directory);
  expect(() => lockArchive(directory)).toThrow('archives into this directory');
  unlock();
  lockArchive(directory)();
});

it('refuses a lock that is not a file, which could not be read or would be waited for', () => {
  mkdirSync(join(directory, 'archive.lock'));
  expect(() => lockArchive(directory)).toThrow('archive.lock is not a file. Delete it if no archive command runs.');
});

/** Above the ids that a system gives. */
const [KILLED, OTHER] = [4_194_305, 4_194_306];
const lockOf = (pid: number): void => writeFileSync(join(directory, 'archive.lock'), `${pid} ${hostname()}\n`);

it.each([
  ['has taken it over', () => lockOf(OTHER), `process ${OTHER} on ${hostname()} archives into this directory`],
  ['has ended again', () => undefined, undefined],
])(
  'leaves the directory to another command that found the same lock of a killed process first, unless it %s',
  (_, take, refusal) => {
    lockOf(KILLED);
    const kill = vi.spyOn(process, 'kill').mockImplementation((pid) => {
      if (pid === OTHER) return true;
      rmSync(join(directory, 'archive.lock'));
      take();
      throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
    });
    try {
      if (refusal === undefined) lockArchive(directory)();
      else expect(() => lockArchive(directory)).toThrow(refusal);
    } finally {
      kill.mockRestore();
    }
    expect(readdirSync(directory)).toEqual(refusal === undefined ? [] : ['archive.lock']);
    if (refusal !== undefined)
      expect(readFileSync(join(directory, 'archive.lock'), 'utf8')).toBe(`${OTHER} ${hostname()}\n`);
  },
);
