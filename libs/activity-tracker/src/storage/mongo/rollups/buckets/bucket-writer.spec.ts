import { expect, it } from 'vitest';
import { Tallies } from '../../../tally/tally.js';
import { replaceBuckets } from './bucket-writer.js';
import type { RollupCollections } from '../rollup-collections.js';
import type { RollupDocument } from './rollup-document.js';

const USERS = 10_000;
const VALUES_A_WRITE = 2_000;

it('writes a bucket of many users some values at a time, each of them once', async () => {
  const users = new Tallies('user');
  for (let user = 0; user < USERS; user++) users.of(user).classes[2] = 1;
  const writes: unknown[][][] = [];
  const rollups = {
    bulkWrite: async (operations: { replaceOne: { replacement: RollupDocument } }[]) => {
      writes.push(operations.map(({ replaceOne }) => replaceOne.replacement.value));
    },
  };
  const bucket = { level: 'hour' as const, start: new Date(0), tallies: [users] };
  await replaceBuckets({ rollups } as unknown as RollupCollections, [bucket], new Date());
  const values = writes.map((write) => write.flat().length);
  const largest = Math.max(...writes.flat().map(({ length }) => length));
  expect(Math.max(...values)).toBeLessThan(VALUES_A_WRITE + largest);
  expect(new Set(writes.flat(2)).size).toBe(USERS);
  expect(values.reduce((sum, count) => sum + count)).toBe(USERS);
});
