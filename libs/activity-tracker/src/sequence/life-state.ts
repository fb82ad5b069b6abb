import { Types } from 'mongoose';

/** Where the numbers of a life are kept: in memory that another thread shares, if one is to continue it. */
export interface LifeState {
  readonly instance: Types.ObjectId;
  /** `_id` of the record of the start. */
  readonly startId: Types.ObjectId;
  /** Number of the last record; 0 before the first. */
  last: number;
  /** The record of the start is in the store, or was given up. */
  isStartSettled: boolean;
}

export function newLifeState(): LifeState {
  // Made before all others: ids are in the order of numbers.
  return { instance: new Types.ObjectId(), startId: new Types.ObjectId(), last: 0, isStartSettled: false };
}
