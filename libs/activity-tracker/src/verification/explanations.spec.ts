import { expect, it } from 'vitest';
import { Explanations, type MissingCause } from './explanations.js';

const MANY = 20_000;

it('explains each of many holes, although each of many ranges reaches over all of them', () => {
  const explanations = new Explanations();
  for (let index = 1; index <= MANY; index++) explanations.add({ first: index, last: 10 * MANY, count: 1 }, 'gap');
  const counts = new Map<MissingCause, number>();
  for (let seq = MANY; seq < 2 * MANY; seq++) explanations.explain({ first: seq, last: seq }, counts);
  expect(explanations.explain({ first: 2 * MANY, last: 2 * MANY }, counts)).toEqual([
    { first: 2 * MANY, last: 2 * MANY },
  ]);
  expect([...counts]).toEqual([['gap', MANY]]);
});

it('leaves what no range names', () => {
  const explanations = new Explanations();
  explanations.add({ first: 8, last: 9, count: 2 }, 'erasure');
  explanations.add({ first: 2, last: 4, count: 3 }, 'gap');
  const counts = new Map<MissingCause, number>();
  expect(explanations.explain({ first: 1, last: 3 }, counts)).toEqual([{ first: 1, last: 1 }]);
  expect(explanations.explainsAll({ first: 4, last: 4 })).toBe(true);
  expect(explanations.explainsAll({ first: 8, last: 10 })).toBe(false);
  expect(explanations.explain({ first: 7, last: 9 }, counts)).toEqual([{ first: 7, last: 7 }]);
  expect([...counts]).toEqual([
    ['gap', 2],
    ['erasure', 2],
  ]);
});
