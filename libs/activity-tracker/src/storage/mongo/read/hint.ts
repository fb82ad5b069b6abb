import type { mongo } from 'mongoose';
import type { ActivityFilter, IndexKey } from '../../port/activity-store.js';
import { BAD_VALUE, codeOf } from '../errors/error-codes.js';

/** True if the entries of this index answer the filter without reading records. */
export function isOfTime(filter: ActivityFilter): boolean {
  return Object.keys(filter).every((field) => field === 'created_time');
}

/** Without the index (no privilege to create it), the planner chooses another plan. */
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
