import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { storedForms } from '../../storage/stored-user.js';
import type { PersonField } from './user-names.js';

const STORED = { user: 'user_id', actor: 'actor_id' } as const;
/** Uses an index. Milliseconds. */
const COUNT_MS = 500;

/** Whether the log has calls with that id; an id that could not be looked up in time counts as one. */
export async function hasCallsOf(store: ActivityStore, field: PersonField, id: string): Promise<boolean> {
  try {
    return (await store.count({ [STORED[field]]: { $in: storedForms(id) } }, 1, { maxTimeMs: COUNT_MS })) > 0;
  } catch (error) {
    if (error instanceof StoreTimeoutError) return true;
    throw error;
  }
}
