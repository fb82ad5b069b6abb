import type { ActivityLog } from '../record/activity-log.js';
import { Removal, type RemovalCause } from '../sequence/removed-records.js';
import { type ActivityStore, StoreUnavailableError } from './port/activity-store.js';

/**
 * Stores which numbers are about to be removed, so that verification explains them. Call it before the removal.
 * @throws StoreUnavailableError if that is not stored: nothing may be removed then
 */
export async function noteRemoval(
  store: Pick<ActivityStore, 'insert' | 'seals'>,
  cause: RemovalCause,
  records: Iterable<Pick<ActivityLog, 'instance' | 'seq'>>,
): Promise<void> {
  const removal = new Removal(cause);
  for (const record of records) removal.add(record);
  const notes = removal.take().map((note) => store.seals?.note(note) ?? note);
  if (notes.length === 0) return;
  const { rejected } = await store.insert(notes);
  const [first] = rejected;
  if (first) throw new StoreUnavailableError(`The store rejected the record of a removal: ${first.reason}`);
}
