import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFolder } from './data-folder.mjs';

describe('the folder of a MongoDB for tests', () => {
  let memory: string;
  let disk: string;
  beforeEach(() => {
    [memory, disk] = ['memory', 'disk'].map((name) => mkdtempSync(join(tmpdir(), `${name}-`))) as [string, string];
  });
  afterEach(() => {
    for (const folder of [memory, disk]) rmSync(folder, { recursive: true, force: true });
  });

  it('is in memory where there is room, and on the disk where there is none, or no such place', () => {
    expect(dirname(dataFolder({ memory, disk, enough: 1 }))).toBe(memory);
    expect(dirname(dataFolder({ memory, disk, enough: Infinity }))).toBe(disk);
    expect(dirname(dataFolder({ memory: join(memory, 'none'), disk, enough: 1 }))).toBe(disk);
  });

  it('replaces those that killed runs left in memory more than a day ago, and no other folder', () => {
    const old = new Date(Date.now() - 2 * 86_400_000);
    const folders = ['activity-tracker-mongodb-old', 'other-old'].map((name) => join(memory, name));
    for (const folder of folders) mkdirSync(folder);
    const running = dataFolder({ memory, disk, enough: 1 });
    for (const folder of folders) utimesSync(folder, old, old);
    dataFolder({ memory, disk, enough: 1 });
    expect([...folders, running].map((folder) => existsSync(folder))).toEqual([false, true, true]);
  });
});
