import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';

/**
 * Orders that make an erasure reach records which other processes, their files or archives bring to the store later.
 * @publicApi
 */
export interface ErasureOrders {
  /**
   * From now on no process stores records of the person from before this moment. Resolves when inserts that other
   * processes began without knowing of it have ended.
   * @param held persons under a legal hold: records in which they acted are stored
   * @throws StoreUnavailableError
   */
  issue(userId: ActivityUserId, held: readonly ActivityUserId[]): Promise<string>;
  /** Extends an order to the records up to now. @throws StoreUnavailableError */
  complete(order: string): Promise<void>;
  /** The erasure failed: records of the person are stored again. @throws StoreUnavailableError */
  withdraw(order: string): Promise<void>;
  /** Reads new orders. Called once a minute in each process. @throws StoreUnavailableError */
  maintain(): Promise<void>;
  /** Calls the listener when orders were read that this process did not know. */
  onOrders(listener: (isErased: IsErased) => void): void;
}

/** Whether an order covers a record. @publicApi */
export type IsErased = (record: Pick<ActivityLog, 'user_id' | 'actor_id' | 'created_time'>) => boolean;
