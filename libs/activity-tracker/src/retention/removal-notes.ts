import type { ActivityLog } from '../record/activity-log.js';
import { Removal, type RemovalCause } from '../sequence/removed-records.js';
import { type ActivityStore, StoreUnavailableError } from '../storage/port/activity-store.js';

/** Writes into the log which records are about to go, so that a verification explains the missing numbers. */
export interface RemovalNotes {
  /** @throws StoreUnavailableError if it is not written; nothing may be removed then */
  before(records: readonly ActivityLog[]): Promise<void>;
}

/** Stores a record `activity.removed` for each life whose numbers go. Records without numbers need none. */
export class StoredRemovals implements RemovalNotes {
  constructor(
    private readonly store: Pick<ActivityStore, 'insert'>,
    private readonly cause: RemovalCause,
  ) {}

  async before(records: readonly ActivityLog[]): Promise<void> {
    const removal = new Removal(this.cause);
    for (const record of records) removal.add(record);
    const notes = removal.take();
    if (notes.length === 0) return;
    const { rejected } = await this.store.insert(notes);
    const [first] = rejected;
    if (first) throw new StoreUnavailableError(`the note of a removal was rejected: ${first.reason}`);
  }
}
