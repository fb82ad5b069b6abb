import type { Types } from 'mongoose';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';

export const AUDIT_ACTIONS = [
  'list',
  'facets',
  'record',
  'related',
  'people',
  'person',
  'sessions',
  'timeline',
  'statistics',
  'live',
  'export',
  'admin_history',
  'subject_access',
  'erase',
  'hold',
  'view',
  'mask',
  'audit',
] as const;

/**
 * An audited action. `live`, `export`, `subject_access`, `erase`, `mask` (by `npx activity-tracker mask-existing`),
 * and a `hold` that is placed or lifted also have an end entry.
 * @publicApi
 */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** An administrator's action, or its end. @publicApi */
export interface AuditEntry {
  /** Id of the entry. */
  _id: Types.ObjectId;
  /** Time of the first of identical requests; for an end entry, the time it ended. */
  created_time: Date;
  /** The action. */
  action: AuditAction;
  /** Id of the administrator; the name of the command for `mask`. */
  administrator_id: ActivityUserId;
  /** Id of the user who impersonates the administrator; absent without impersonation. */
  actor_id?: ActivityUserId;
  /** Address of the administrator; `null` if unknown. */
  client_ip_address: string | null;
  /** The claim `sid` or `jti` of the administrator's token; `null` if it has neither. */
  session: string | null;
  /** The query text, with users as pseudonyms. */
  query?: string;
  /** Further request parameters, with users as pseudonyms. */
  parameters?: Record<string, string>;
  /** Pseudonym of the person concerned; absent if there is none. */
  subject?: string;
  /** Pseudonyms of other people whom the question names, and of beginnings of ids; absent if there are none. */
  people?: string[];
  /** Id of the opened record. */
  record_id?: string;
  /** Number of records returned; for an end entry, sent or changed; `null` if unknown. */
  records: number | null;
  /** The reason, if one was required. */
  reason?: string;
  /** Number of identical requests within a minute of `created_time`. */
  count: number;
  /** For an end entry: the `_id` of the entry that it ends. */
  ends?: Types.ObjectId;
  /** For an end entry: whether everything was sent or done. */
  complete?: boolean;
  /** For an end entry: further results. */
  outcome?: Record<string, unknown>;
}

/**
 * Keeps the audit trail. Entries are only added and read: `count` alone changes, and none is deleted before its
 * retention ends.
 * @publicApi
 */
export interface AuditStore {
  /** Sets the days after which an entry is deleted; `undefined` keeps them. Called once, before all other methods. */
  retain(days: number | undefined): void;
  /**
   * Resolves when the entry is durable: confirmed by a majority unless the connection sets another write concern.
   * @throws StoreUnavailableError
   */
  append(entry: AuditEntry): Promise<void>;
  /**
   * Increments an entry's `count`, with the same confirmation. Resolves to `false` if the entry does not exist.
   * @throws StoreUnavailableError
   */
  repeat(id: Types.ObjectId): Promise<boolean>;
  /** Returns matching entries, newest first. @throws StoreUnavailableError */
  find(filter: ActivityFilter, options: { limit: number }): Promise<AuditEntry[]>;
  /**
   * Returns the random key for pseudonyms, created on first use and shared by all processes that write to this trail.
   * Stored apart from the entries, so that access to the entries alone does not allow guessing ids.
   * @throws StoreUnavailableError
   */
  pseudonymKey(): Promise<string>;
  /** Stores the person behind a pseudonym, apart from the entries. @throws StoreUnavailableError */
  nameSubject(pseudonym: string, userId: string): Promise<void>;
  /** Returns the known persons behind these pseudonyms. @throws StoreUnavailableError */
  subjectsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Deletes the person behind a pseudonym. @throws StoreUnavailableError */
  forgetSubject(pseudonym: string): Promise<void>;
}
