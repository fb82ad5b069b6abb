import type { AuditStore } from './audit-store.js';
import { type ActivityStore, StoreUnavailableError } from './activity-store.js';

/** Stands where no store is configured: records go to listeners only, and the history has nothing to show. */
export class DisabledActivityStore implements ActivityStore {
  open = refuse;
  insert = refuse;
  find = refuse;
  count = refuse;
  aggregate = refuse;
  audit: AuditStore = {
    retain: () => {},
    append: refuse,
    repeat: refuse,
    find: refuse,
    nameSubject: refuse,
    subjectsOf: refuse,
    forgetSubject: refuse,
  };

  async close(): Promise<void> {}
}

async function refuse(): Promise<never> {
  throw new StoreUnavailableError('no store is configured: give ActivityTrackerModule mongo or storage.store');
}
