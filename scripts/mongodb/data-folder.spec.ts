import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  it('replaces those whose MongoDB has ended, and no other folder', () => {
    const locked = (name: string, lock: string) => {
      const folder = join(memory, name);
      mkdirSync(folder);
      writeFileSync(join(folder, 'mongod.lock'), lock);
      return folder;
    };
    const starting = dataFolder({ memory, disk, enough: 1 });
    const killed = locked('activity-tracker-mongodb-killed', `${2 ** 30}\n`);
    const stopped = locked('activity-tracker-mongodb-stopped', '');
    const running = locked('activity-tracker-mongodb-running', `${process.pid}\n`);
    const other = locked('other', '');
    dataFolder({ memory, disk, enough: 1 });
    expect([killed, stopped].map((folder) => existsSync(folder))).toEqual([false, false]);
    expect([starting, running, other].map((folder) => existsSync(folder))).toEqual([true, true, true]);
  });
});
