import type { RetentionState } from '../storage/port/retention-state.js';

/**
 * Time that ages are counted from: the earlier of the clocks of the store and of this process. One of them that is set
 * forward by mistake would remove everything.
 */
export async function earlierClock(
  state: Pick<RetentionState, 'now'> | undefined,
  own: () => number = Date.now,
): Promise<Date> {
  const stored = await state?.now();
  return new Date(Math.min(stored?.getTime() ?? Infinity, own()));
}
