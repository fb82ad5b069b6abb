import type { ActivityLog } from '../record/activity-log.js';

/** Where a store has its {@link WaitingForm}: under a name that no other store can have given to something of its own. */
export const WAITING_FORM: unique symbol = Symbol('nestjs-activity-tracker:waitingForm');

/** What a store wants to wait in a record's place, such as its bytes. @internal */
export interface WaitingForm {
  /** What is given to the store's `insert()` later, and how many bytes that takes until then. */
  prepare(record: ActivityLog): ActivityLog & { byteLength?: number };
  /** What {@link prepare} gave is stored, or never will be: it is not asked for again. */
  release(waiting: ActivityLog): void;
}
