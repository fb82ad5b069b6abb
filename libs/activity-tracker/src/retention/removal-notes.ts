import type { ActivityLog } from '../record/activity-log.js';
import type { RemovalCause } from '../sequence/removed-records.js';
import { noteRemoval } from '../storage/note-removal.js';
import type { ActivityStore } from '../storage/port/activity-store.js';

/** Writes into the log which records are about to go, so that a verification explains the missing numbers. */
export interface RemovalNotes {
  /** @throws StoreUnavailableError if it is not written; nothing may be removed then */
  before(records: readonly ActivityLog[]): Promise<void>;
}

/** Stores a record `activity.removed` for each life whose numbers go. Records without numbers need none. */
export class StoredRemovals implements RemovalNotes {
  constructor(
    private readonly store: Pick<ActivityStore, 'insert' | 'seals' | 'stream'>,
    private readonly cause: RemovalCause,
  ) {}

  before(records: readonly ActivityLog[]): Promise<void> {
    return noteRemoval(this.store, this.cause, records);
  }
}
