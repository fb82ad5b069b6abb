import { answering } from './answering-store.js';
import type { ActivityStore } from './port/activity-store.js';
import { Watchdog } from './watchdog.js';

const SECONDS = 30;

/** The store as readers ask it. A holder, because Nest would call the hooks of a store for each token that provides it. */
export class ReadersStore {
  readonly store: ActivityStore;
  private readonly watchdog = new Watchdog(SECONDS);

  /** @param hasDeadlines whether each call of the store ends by itself */
  constructor(store: ActivityStore, hasDeadlines: boolean) {
    this.store = hasDeadlines ? store : answering(store, this.watchdog);
  }

  /** Number of calls that the store did not answer. */
  get unanswered(): number {
    return this.watchdog.expired;
  }
}
