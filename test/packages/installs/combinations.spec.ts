import { describe, expect, it } from 'vitest';
import { COMBINATIONS, type Combination, IMPOSSIBLE, shortForm, VALUES } from './combinations.mjs';

const AXES = Object.keys(VALUES) as (keyof Combination)[];
const PAIRS = AXES.flatMap((one, index) =>
  AXES.slice(index + 1).flatMap((other) =>
    VALUES[one].flatMap((a) => VALUES[other].map((b): Partial<Combination> => ({ [one]: a, [other]: b }))),
  ),
);
const meet = (pair: Partial<Combination>, combination: Combination) =>
  Object.entries(pair).every(([axis, value]) => combination[axis as keyof Combination] === value);

describe('the combinations that are installed', () => {
  it.each(PAIRS.filter((pair) => !IMPOSSIBLE.some(({ values }) => JSON.stringify(values) === JSON.stringify(pair))))(
    'hold %j',
    (pair) => {
      expect(COMBINATIONS.filter((combination) => meet(pair, combination))).not.toEqual([]);
    },
  );

  it.each(IMPOSSIBLE)('do not hold $values: $because', ({ values }) => {
    expect(COMBINATIONS.filter((combination) => meet(values, combination))).toEqual([]);
  });

  it('name known values only, each combination once', () => {
    const unknown = COMBINATIONS.filter((combination) =>
      AXES.some((axis) => !VALUES[axis].includes(combination[axis])),
    );
    expect(unknown).toEqual([]);
    expect(new Set(COMBINATIONS.map((combination) => JSON.stringify(combination))).size).toBe(COMBINATIONS.length);
  });

  it('hold, in the short form, ES modules on Nest 12 with Express and CommonJS on Nest 11 with Fastify', () => {
    expect(shortForm('22').map(({ nest, platform, module, node }) => [nest, platform, module, node])).toEqual([
      ['12', 'express', 'ESM', '22'],
      ['11', 'fastify', 'CommonJS', '22'],
    ]);
  });
});
