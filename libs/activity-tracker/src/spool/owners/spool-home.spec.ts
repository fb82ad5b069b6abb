import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../node-files.js';
import { isAlive, SeenLeases, SpoolHome } from './spool-home.js';

const OWNER = '0123456789abcdef01234567';
const HOUR_MS = 3_600_000;

describe("a process's directory", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'home-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** As left by a process of another machine, or of this one before it started again. */
  function left(renewed: Date): void {
    const path = join(root, OWNER, 'owner.json');
    mkdirSync(join(root, OWNER));
    writeFileSync(path, JSON.stringify({ boot: 'another', host: 'another', pid: 1 }));
    utimesSync(path, renewed, renewed);
  }

  it('is taken over 90 seconds after a renewal whose clock was hours ahead', async () => {
    let now = 0;
    const leases = new SeenLeases(() => now);
    left(new Date(Date.now() + 5 * HOUR_MS));
    const alive = [];
    for (now of [0, 60_000, 89_000, 91_000]) alive.push(await isAlive(nodeFiles, root, OWNER, leases));
    expect(alive).toEqual([true, true, true, false]);
  });

  it('stays with an owner whose clock is hours ahead, and who renews', async () => {
    let now = 0;
    const leases = new SeenLeases(() => now);
    left(new Date(Date.now() + 5 * HOUR_MS));
    const alive = [];
    for (now of [0, 60_000, 120_000, 180_000]) {
      const renewed = new Date(Date.now() + 5 * HOUR_MS + now);
      utimesSync(join(root, OWNER, 'owner.json'), renewed, renewed);
      alive.push(await isAlive(nodeFiles, root, OWNER, leases));
    }
    expect(alive).toEqual([true, true, true, true]);
  });

  it('is not left behind where it cannot be completed', async () => {
    const rename = (): never => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    await expect(SpoolHome.create({ ...nodeFiles, rename }, root)).rejects.toThrow('full');
    expect(readdirSync(root)).toEqual([]);
  });
});
