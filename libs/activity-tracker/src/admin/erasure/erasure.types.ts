import type { ActivityLog } from '../../record/activity-log.js';
import type { AlsoEffect } from './also-effects.js';
import type { TimeSpan } from './spans.js';

/** What an erasure needs of other rooms. */
export interface ErasureHooks {
  /** Stores what waits in the buffer. */
  flush?(): Promise<void>;
  /** Says that records of that span are about to be changed or deleted: what was counted of it no longer holds. */
  invalidate?(span: TimeSpan): Promise<void>;
  /** The keys of `jwt.payloadKeys`: an e-mail address in the token of another person is not this person's. */
  payloadKeys?: readonly string[];
  /** Counts that span again now, so that what was counted before, ids of users included, is gone when it resolves. */
  recount?(span: TimeSpan): Promise<void>;
}

export const ERASURE_MODES = ['delete', 'pseudonym'] as const;

/**
 * `delete` removes the person's records; `pseudonym` keeps of them what counts are made of, under a random name.
 * @publicApi
 */
export type ErasureMode = (typeof ERASURE_MODES)[number];

/** @publicApi */
export interface ErasureOptions {
  mode: ErasureMode;
  /** Only count. Default: `true`. */
  dryRun?: boolean;
  /**
   * Further texts that belong to the person (a name, a telephone number), three characters or more. Each must stand in one
   * of the person's own records as a whole value.
   */
  also?: readonly string[];
  /**
   * E-mail or client addresses found in the person's records that are not theirs after all; a dry run names them. In the form
   * that the admin API shows to callers who may not read them, such as `a***@s***.example`, all that look so are meant.
   */
  except?: readonly string[];
  /**
   * Whether the bodies of the person's requests are searched for e-mail addresses, or only token, sign-in and headers.
   * @default 'records'
   */
  emailsFrom?: 'records' | 'token';
  /** Called now and then while the log is read. */
  onProgress?: (progress: ErasureProgress) => void;
  /** Stops between two batches; what was done stays, and doing it again completes it. */
  signal?: AbortSignal;
}

/** An erasure with what its caller allows beyond the options. */
export interface ApprovedErasureOptions extends ErasureOptions {
  /** Called before each batch of the person's own records that is written. What it throws stops the erasure. */
  approve?: (records: readonly ActivityLog[]) => void;
}

/** @publicApi */
export interface ErasureProgress {
  /** Records of others looked at. */
  scanned: number;
  /** Of these, the ones that mention the person. */
  mentions: number;
}

/** What was, or in a dry run would be, erased. @publicApi */
export interface ErasureResult {
  mode: ErasureMode;
  dry_run: boolean;
  /** Records of the person. */
  records: number;
  /** Records of others that mention the person. */
  mentions: number;
  /** Time of the person's first and last record; `null` where there were none. */
  from: Date | null;
  to: Date | null;
  /** The random name, where records are kept under one. */
  pseudonym?: string;
  /** Of a dry run: the addresses that will be replaced in the records of others. */
  emails?: string[];
  addresses?: string[];
  /** Of a dry run with `also`: what each of its texts would change in the records of others. */
  also?: AlsoEffect[];
  /** Records that mention the person, or that belong to them, and are left because another person is under a legal hold. */
  held: number;
}

/** The answer of a dry run that found something to erase. @publicApi */
export interface DryRunResult extends ErasureResult {
  /** Permits one erasure with the same parameters, by the same administrator. Absent if there is nothing to erase. */
  token?: string;
  /** Until then. */
  token_expires?: Date;
}
