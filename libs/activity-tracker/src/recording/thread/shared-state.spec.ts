import { expect, it } from 'vitest';
import { COUNTERS, type Counters, SharedState } from './shared-state.js';

const countersOf = (given: Partial<Counters>): Counters =>
  ({ ...Object.fromEntries(COUNTERS.map((name) => [name, 0])), ...given }) as Counters;

it('counts a record once that a thread counted and did not settle before it ended', () => {
  const state = new SharedState();
  state.publish(countersOf({ stored: 48, rejected: 2, settled: 50 }));
  state.correct(43);
  expect(state.read()).toEqual(countersOf({ stored: 41, rejected: 2, settled: 43 }));
  state.correct(43);
  expect(state.read().stored).toBe(41);
});

it('keeps the counters before while a thread writes others', () => {
  const state = new SharedState();
  state.publish(countersOf({ stored: 1, settled: 1 }));
  const ends = countersOf({ stored: 2, settled: 2 });
  Object.defineProperty(ends, 'retries', {
    get: () => {
      throw new Error('the thread ends here');
    },
  });
  expect(() => state.publish(ends)).toThrow('the thread ends here');
  expect(new SharedState(state.memory).read()).toEqual(countersOf({ stored: 1, settled: 1 }));
});
