import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import type { ActivityStore } from './activity-store.js';
import { describeAudit } from './audit.contract.js';
import { describeErasing } from './erasing.contract.js';
import { describeReading } from './reading.contract.js';
import { describeSafeguards } from './safeguards.contract.js';
import { describeSavedViews } from './saved-views.contract.js';
import { describeWriting } from './writing.contract.js';

/**
 * What every {@link ActivityStore} does. `makeStore` gives a new, empty store each time; the suite opens and closes it.
 * @param gaps titles of tests that must fail, because the engine behind the store lacks something: one that passes is reported
 */
export function describeActivityStore(
  name: string,
  makeStore: () => ActivityStore,
  gaps: Readonly<Record<string, string>> = {},
): void {
  describe(name, () => {
    let store: ActivityStore;
    const met = new Set<string>();

    beforeEach(async ({ task }) => {
      if (Object.hasOwn(gaps, task.name)) {
        Object.assign(task, { fails: true });
        met.add(task.name);
      }
      store = makeStore();
      await store.open();
    });

    afterEach(() => store.close());
    afterAll(() => expect([...met].toSorted()).toEqual(Object.keys(gaps).toSorted()));

    describeWriting(() => store);
    describeReading(() => store);
    describeErasing(() => store);
    describeSafeguards(() => store);
    describeSavedViews(() => store);
    describeAudit(() => store);
  });
}
