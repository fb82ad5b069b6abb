import { afterEach, beforeEach, describe } from 'vitest';
import type { ActivityStore } from './activity-store.js';
import { describeAudit } from './audit.contract.js';
import { describeErasing } from './erasing.contract.js';
import { describeReading } from './reading.contract.js';
import { describeSafeguards } from './safeguards.contract.js';
import { describeWriting } from './writing.contract.js';

/** What every {@link ActivityStore} does. `makeStore` gives a new, empty store each time; the suite opens and closes it. */
export function describeActivityStore(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    let store: ActivityStore;

    beforeEach(async () => {
      store = makeStore();
      await store.open();
    });

    afterEach(() => store.close());

    describeWriting(() => store);
    describeReading(() => store);
    describeErasing(() => store);
    describeSafeguards(() => store);
    describeAudit(() => store);
  });
}
