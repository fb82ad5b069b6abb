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

  it('replaces those whose run and whose MongoDB have ended, and no other folder', () => {
    const ended = 2 ** 30;
    const made = (name: string, lock?: string) => {
      const folder = join(memory, name);
      mkdirSync(folder);
      if (lock !== undefined) writeFileSync(join(folder, 'mongod.lock'), lock);
      return folder;
    };
    const ofRun = (run: number, name: string, lock?: string) => made(`activity-tracker-mongodb-${run}-${name}`, lock);
    const kept = [
      dataFolder({ memory, disk, enough: 1 }),
      ofRun(process.pid, 'starting', ''),
      ofRun(process.pid, 'killed-to-be-started-again', `${ended}\n`),
      ofRun(ended, 'outlives-its-run', `${process.pid}\n`),
      made('other', ''),
    ];
    const left = [ofRun(ended, 'killed', `${ended}\n`), ofRun(ended, 'stopped', ''), ofRun(ended, 'never-started')];
    dataFolder({ memory, disk, enough: 1 });
    expect(left.map((folder) => existsSync(folder))).toEqual([false, false, false]);
    expect(kept.map((folder) => existsSync(folder))).toEqual([true, true, true, true, true]);
  });
});
