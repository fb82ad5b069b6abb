import type { ActivityStore } from '../../storage/port/activity-store.js';
import { settledWithin } from '../../common/deadline.js';

/** Milliseconds that inserts wait for `store.open()`: longer means that it builds indexes, which records need not wait for. */
const PATIENCE_MS = 5_000;

export class StoreOpening {
  isDone = false;
  private opening: Promise<void> | undefined;
  private isPatient = true;

  constructor(private readonly store: Pick<ActivityStore, 'open'>) {}

  /** Never more than one attempt at a time. Rejects with the store's error. */
  open(): Promise<void> {
    if (this.isDone) return Promise.resolve();
    this.opening ??= this.attempt();
    return this.opening;
  }

  /** Resolves once inserts may be tried. Rejects with the store's error. */
  async ready(): Promise<void> {
    if (this.isDone || (this.opening && !this.isPatient)) return;
    this.isPatient = await settledWithin(this.open(), PATIENCE_MS);
  }

  private async attempt(): Promise<void> {
    try {
      await this.store.open();
      this.isDone = true;
    } finally {
      this.opening = undefined;
    }
  }
}
