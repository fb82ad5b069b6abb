import type { AuditStore } from './port/audit-store.js';
import { type ActivityStore, StoreNotConfiguredError } from './port/activity-store.js';

const NO_STORE =
  'This application stores no activity: no store is configured. Give ActivityTrackerModule.forRoot() database: true, and mongo: ' +
  '{ uri, dbName } or storage: { store }.';

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
