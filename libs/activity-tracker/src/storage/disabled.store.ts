import type { AuditStore } from './port/audit-store.js';
import type { ActivityStore } from './port/activity-store.js';
import { StoreNotConfiguredError } from './port/store-errors.js';

const NO_STORE =
  'No store is configured, so no activity is stored. Set database: true in ActivityTrackerModule.forRoot(), and mongo: ' +
  '{ uri, dbName } or storage: { store }.';

/** Used when no store is configured: records reach listeners only, and the history is empty. */
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
    pseudonymKey: refuse,
    nameSubject: refuse,
    subjectsOf: refuse,
    forgetSubject: refuse,
  };

  async close(): Promise<void> {}
}

async function refuse(): Promise<never> {
  throw new StoreNotConfiguredError(NO_STORE);
}
