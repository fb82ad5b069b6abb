import { afterAll, beforeAll } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { RecordsService } from './records.service.js';

/** A service over a store with these records, for the tests of a `describe`. @param now milliseconds */
export function recordsOver(
  makeStore: () => ActivityStore,
  records: readonly ActivityLog[],
  now: number,
): { readonly store: ActivityStore; readonly service: RecordsService } {
  let store: ActivityStore;
  let service: RecordsService;
  beforeAll(async () => {
    store = makeStore();
    await store.open();
    await store.insert(records);
    service = new RecordsService(store, { pageSize: 50, urlNames: [] }, () => now);
  });
  afterAll(() => store.close());
  return {
    get store() {
      return store;
    },
    get service() {
      return service;
    },
  };
}
