import type { ActivityLog } from '../../record/activity-log.js';
import type { AlsoEffect } from './also-effects.js';
import type { RecordMask } from '../../storage/record-mask.js';
import type { TimeSpan } from './spans.js';

export interface ErasureHooks {
  flush?(): Promise<void>;
  /** Masks exported records of other writers. */
  mask?: RecordMask;
  /** Announces a change or deletion of records: counts of the span become invalid. */
  invalidate?(span: TimeSpan): Promise<void>;
  /** The keys of `jwt.payloadKeys`: an e-mail address in another person's token is not this person's. */
  payloadKeys?: readonly string[];
  /** Recounts the span at once, so that earlier counts, which contain user ids, are gone when it resolves. */
  recount?(span: TimeSpan): Promise<void>;
}

export const ERASURE_MODES = ['delete', 'pseudonym'] as const;

/** `delete` removes the person's records; `pseudonym` keeps the data for statistics under a random name. @publicApi */
export type ErasureMode = (typeof ERASURE_MODES)[number];

/** Options of an erasure. @publicApi */
export interface ErasureOptions {
  mode: ErasureMode;
  /** Counts without erasing. Default: `true`. */
  dryRun?: boolean;
  /**
   * Further texts that identify the person (a name, a telephone number), at least three characters each. Each must be a
   * complete value in one of the person's own records.
   */
  also?: readonly string[];
  /**
   * Texts of `also` that identify the person although others used them before, or more than ten other people did: a dry
   * run refuses such a text that is not listed here.
   */
  confirm?: readonly string[];
  /**
   * E-mail or client addresses in the person's records that belong to others; a dry run lists the addresses. The
   * shortened form that
   * callers without read permission see, such as `a***@s***.example`, excludes all addresses of that form.
   */
  except?: readonly string[];
  /**
   * Whether e-mail addresses are taken from the bodies of the person's requests too, or only from token, sign-in and
   * headers.
   * @default 'records'
   */
  emailsFrom?: 'records' | 'token';
  /** Called periodically while the log is read. */
  onProgress?: (progress: ErasureProgress) => void;
  /** Stops between two batches; finished batches remain, and a repeated erasure completes them. */
  signal?: AbortSignal;
}

export interface ApprovedErasureOptions extends ErasureOptions {
  /** Called before each batch of the person's own records is written; an exception stops the erasure. */
  approve?: (records: readonly ActivityLog[]) => void;
}

/** Progress of an erasure. @publicApi */
export interface ErasureProgress {
  /** Number of other people's records read. */
  scanned: number;
  /** Number of these that mention the person. */
  mentions: number;
}

/** The erased data, or for a dry run the data to be erased. @publicApi */
export interface ErasureResult {
  mode: ErasureMode;
  dry_run: boolean;
  /** Number of the person's records. */
  records: number;
  /** Number of other people's records that mention the person. */
  mentions: number;
  /** Time of the person's first and last record; `null` without records. */
  from: Date | null;
  to: Date | null;
  /** The random name of the remaining records, in mode `pseudonym`. */
  pseudonym?: string;
  /** For a dry run: addresses to be replaced in the records of others. */
  emails?: string[];
  addresses?: string[];
  /** For a dry run with `also`: effect of each text on the records of others. */
  also?: AlsoEffect[];
  /** Number of records left unchanged because another person is under a legal hold. */
  held: number;
}

/** Result of a dry run. @publicApi */
export interface DryRunResult extends ErasureResult {
  /** Permits one erasure with the same parameters by the same administrator. Absent if there is nothing to erase. */
  token?: string;
  /** Expiry of the token. */
  token_expires?: Date;
}
