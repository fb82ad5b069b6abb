import type { ActivityLog } from '../record/activity-log.js';

/** `missing` and `wrong` mean that the log is not whole; `note` is for a reader only. @publicApi */
export type FindingLevel = 'missing' | 'wrong' | 'note';

/** One result of a verification. @publicApi */
export interface VerificationFinding {
  level: FindingLevel;
  /** What was found, for programs, such as `missing-records`. */
  code: string;
  /** The life concerned, as 24 hexadecimal digits; absent if no single one is. */
  instance?: string;
  /** Numbers concerned; at most 100 ranges. */
  ranges?: readonly (readonly [first: number, last: number])[];
  /** Records concerned. */
  count?: number;
  /** For people: what is wrong, and with which records. */
  message: string;
}

/**
 * One kind of verification. It gets each record once, in any order between lives; within a life mostly by ascending `seq`, but clocks
 * that are set back and long requests disturb that. Memory must stay bounded: a few bits a record.
 */
export interface VerificationCheck {
  /** Fields that it reads; `'all'` for whole records. */
  readonly fields: readonly (keyof ActivityLog & string)[] | 'all';
  see(record: ActivityLog): void;
  /** Called once, after the last record. */
  findings(): VerificationFinding[];
}
