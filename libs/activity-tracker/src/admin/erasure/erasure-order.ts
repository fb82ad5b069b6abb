import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { ErasureSubject } from './erasure-subject.js';

/**
 * While the erasure runs, and from then on, no process stores records of the person from before its end. An erasure that
 * fails leaves no order: what it did not erase must be found by the next one.
 */
export async function underOrder<T>(
  { erasureOrders }: Pick<ActivityStore, 'erasureOrders'>,
  { userId, holds }: ErasureSubject,
  erase: () => Promise<T>,
): Promise<T> {
  if (!erasureOrders) return erase();
  const order = await erasureOrders.issue(
    userId,
    holds.map(({ user_id }) => user_id),
  );
  try {
    const result = await erase();
    await erasureOrders.complete(order);
    return result;
  } catch (error) {
    await erasureOrders.withdraw(order).catch(() => undefined);
    throw error;
  }
}
