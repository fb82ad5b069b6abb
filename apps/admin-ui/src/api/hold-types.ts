import type * as library from '../../../../libs/activity-tracker/src/storage/port/legal-holds';
import type { JsonOf } from './json-of';

/** A person whose records neither erasure nor retention may take. */
export type LegalHold = JsonOf<library.LegalHold>;

export interface LegalHoldList {
  /** Oldest first. */
  holds: LegalHold[];
}
