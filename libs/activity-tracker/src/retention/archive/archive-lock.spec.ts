import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
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
