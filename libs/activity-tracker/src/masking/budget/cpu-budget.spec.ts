import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { fitsCpuBudget } from './cpu-budget.js';

const timeout = () => Object.assign(new Error('timed out'), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });

/** Work that needs this much CPU, on a machine that gives it this share of a processor. */
function machine({ needs, share }: { needs: number; share: number }) {
  let used = 0;
  const timeouts: number[] = [];
  const work = (limit: number) => {
    timeouts.push(limit);
    used += Math.min(needs, limit * share);
    if (needs > limit * share) throw timeout();
  };
  return { work, cpuTime: () => used, timeouts };
}

describe('a budget of CPU time', () => {
  it.each([
    ['quick work on an idle machine', { needs: 1, share: 1 }, true, [100]],
    ['quick work on a machine that is busy with others', { needs: 1, share: 0.005 }, true, [100, 200]],
    [
      'quick work that gets almost nothing for long',
      { needs: 1, share: 0.0005 },
      true,
      [100, 200, 400, 800, 1600, 3200],
    ],
    ['long work on an idle machine', { needs: 1e9, share: 1 }, false, [100]],
    ['long work on a busy machine', { needs: 1e9, share: 0.1 }, false, [100, 200, 400, 800]],
    ['work that never gets the processor', { needs: 1, share: 0 }, false, [100, 200, 400, 800, 1600, 3200, 6400]],
  ])('judges %s', (_, conditions, fits, expected) => {
    const { work, cpuTime, timeouts } = machine(conditions);
    expect(fitsCpuBudget(work, 100, cpuTime)).toBe(fits);
    expect(timeouts).toEqual(expected);
  });

  it('refuses work that fails by itself', () => {
    const fail = () => {
      throw new Error('out of memory');
    };
    expect(fitsCpuBudget(fail, 100)).toBe(false);
  });

  it("ends a script that runs without end, by the process' own CPU time", () => {
    const endless = (limit: number) => void vm.runInNewContext('for (;;);', {}, { timeout: limit });
    expect(fitsCpuBudget(endless, 20)).toBe(false);
  });
});
