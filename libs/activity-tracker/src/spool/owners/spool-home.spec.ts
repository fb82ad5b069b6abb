import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { Types } from 'mongoose';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { nodeFiles } from '../node-files.js';
import { isAlive, removeUnfinished, SeenLeases, SpoolHome } from './spool-home.js';

const OWNER = '0123456789abcdef01234567';
const HOUR_MS = 3_600_000;

describe("a process's directory", () => {
  let root: string;

  beforeEach(() => {
    root = temporaryFolder('home');
  });

  /** As left by a process of another machine, or of this one before it started again. */
  function left(renewed: Date): void {
    const path = join(root, OWNER, 'owner.json');
    mkdirSync(join(root, OWNER));
    writeFileSync(path, JSON.stringify({ boot: 'another', host: 'another', pid: 1 }));
    utimesSync(path, renewed, renewed);
  }

  /** @param offset of the owner's clock, which is minutes behind, or hours ahead */
  async function alive(offset: number, looks: readonly number[], isRenewed: boolean): Promise<boolean[]> {
    let now = 0;
    const leases = new SeenLeases(() => now);
    left(new Date(Date.now() + offset));
    const seen = [];
    for (now of looks) {
      const renewed = new Date(Date.now() + offset + now);
      if (isRenewed) utimesSync(join(root, OWNER, 'owner.json'), renewed, renewed);
      seen.push(await isAlive(nodeFiles, root, OWNER, leases));
    }
    return seen;
  }

  const OFFSETS = [
    ['hours ahead', 5 * HOUR_MS],
    ['minutes behind', -0.1 * HOUR_MS],
  ] as const;

  it.each(OFFSETS)('is taken over 90 seconds after a renewal whose clock was %s', async (_, offset) => {
    expect(await alive(offset, [0, 60_000, 89_000, 91_000], false)).toEqual([true, true, true, false]);
  });

  it.each(OFFSETS)('stays with an owner whose clock is %s, and who renews', async (_, offset) => {
    expect(await alive(offset, [0, 60_000, 120_000, 180_000], true)).toEqual([true, true, true, true]);
  });

  it.each([
    ['minutes', true],
    ['hours', false],
  ])(
    'is taken over at once if its owner renewed it %s ago, and a later look follows: not for minutes',
    async (unit, isLater) => {
      left(new Date(Date.now() - (unit === 'minutes' ? 0.1 : 5) * HOUR_MS));
      expect(await isAlive(nodeFiles, root, OWNER)).toBe(false);
      expect(await isAlive(nodeFiles, root, OWNER, new SeenLeases())).toBe(isLater);
    },
  );

  it('is removed if its process was killed while it made it, once it is old, and holds nothing but names of the owner', () => {
    const begun = Date.UTC(2026, 4, 1);
    const named = (seconds: number): string =>
      `new-${Types.ObjectId.createFromTime(begun / 1_000 + seconds).toHexString()}`;
    const [empty, owned, strange, fresh] = [named(0), named(1), named(2), named(600)];
    for (const name of [empty, owned, strange, fresh, 'new-notes']) mkdirSync(join(root, name));
    for (const name of ['owner.json', 'owner.sock']) writeFileSync(join(root, owned, name), '');
    writeFileSync(join(root, strange, 'owner.txt'), '');
    removeUnfinished(nodeFiles, root, begun + 700_000);
    expect(readdirSync(root).toSorted()).toEqual([strange, fresh, 'new-notes'].toSorted());
  });

  it('is not left behind where it cannot be completed', async () => {
    const rename = (): never => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    await expect(SpoolHome.create({ ...nodeFiles, rename }, root)).rejects.toThrow('full');
    expect(readdirSync(root)).toEqual([]);
  });
});
