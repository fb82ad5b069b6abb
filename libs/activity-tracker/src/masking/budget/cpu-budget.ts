/** Longest run as a multiple of the budget: a process that gets less of a processor than this is not judged. */
const LONGEST = 64;

/**
 * Whether synchronous work ends within a budget of CPU time. Elapsed time alone would count the time for which other
 * processes had the processor, and refuse harmless work on a busy machine.
 * @param work takes the milliseconds after which it must throw, as a script of `node:vm` does
 * @param budget milliseconds
 * @param cpuTime milliseconds of CPU that this process has used so far
 */
export function fitsCpuBudget(
  work: (timeout: number) => void,
  budget: number,
  cpuTime: () => number = cpuTimeOfProcess,
): boolean {
  for (let timeout = budget; timeout <= budget * LONGEST; timeout *= 2) {
    const start = cpuTime();
    try {
      work(timeout);
      return true;
    } catch (error) {
      if (!isTimeout(error) || cpuTime() - start >= budget / 2) return false;
    }
  }
  return false;
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function cpuTimeOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
