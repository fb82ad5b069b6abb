import type { mongo } from 'mongoose';
import type { ActivityFilter, IndexKey } from '../../port/activity-store.js';
import { BAD_VALUE, codeOf } from '../errors/error-codes.js';

/** Without another condition the entries of this index say it all, and no record is read. */
export function isOfTime(filter: ActivityFilter): boolean {
  return Object.keys(filter).every((field) => field === 'created_time');
}

/** Where the index is missing, for want of the right to create it, the planner finds another way. */
export async function withHint<T>(
  index: IndexKey | undefined,
  query: (hint: { hint?: mongo.Hint }) => Promise<T>,
): Promise<T> {
  if (!index) return query({});
  try {
    return await query({ hint: { ...index } });
  } catch (error) {
    if (codeOf(error) !== BAD_VALUE) throw error;
    return query({});
  }
}
