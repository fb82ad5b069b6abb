import type { Types } from 'mongoose';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';

/** Everything that leaves a trace. */
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
  'audit',
] as const;

/**
 * What an administrator did. `live`, `export`, `subject_access`, `erase`, and a `hold` that is placed or lifted have an
 * end entry too.
 * @publicApi
 */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One act of an administrator, or its end. @publicApi */
export interface AuditEntry {
  /** Id of the entry. */
  _id: Types.ObjectId;
  /** When it was asked for the first time; of an end entry: when it ended. */
  created_time: Date;
  /** What was done. */
  action: AuditAction;
  /** Who did it. */
  administrator_id: ActivityUserId;
  /** Who acted in the administrator's name; absent where nobody did. */
  actor_id?: ActivityUserId;
  /** Address of the administrator; `null` if unknown. */
  client_ip_address: string | null;
  /** The claim `sid` or `jti` of the administrator's token; `null` where it has none. */
  session: string | null;
  /** The query text, users in it by pseudonym. */
  query?: string;
  /** Further parameters of the request, users in them by pseudonym. */
  parameters?: Record<string, string>;
  /** Of whom the data is, by pseudonym; absent where it is not about one person. */
  subject?: string;
  /** Id of the record that was opened. */
  record_id?: string;
  /** Records that were answered, or of an end entry sent or changed; `null` where that is not known. */
  records: number | null;
  /** Why, where that was asked. */
  reason?: string;
  /** How often the same was asked within a minute of `created_time`. */
  count: number;
  /** Of an end entry: the `_id` of the entry whose end it is. */
  ends?: Types.ObjectId;
  /** Of an end entry: whether everything was sent or done. */
  complete?: boolean;
  /** Of an end entry: what else came of it. */
  outcome?: Record<string, unknown>;
}

/**
 * Keeps the audit trail: entries are added and read. No entry is changed but for its `count`, and none is deleted before
 * its retention ends.
 * @publicApi
 */
export interface AuditStore {
  /** Days after which an entry is deleted; `undefined` keeps them. Called once, before anything else. */
  retain(days: number | undefined): void;
  /**
   * Resolves when the entry is stored for good: confirmed by a majority unless the connection says otherwise.
   * @throws StoreUnavailableError
   */
  append(entry: AuditEntry): Promise<void>;
  /**
   * Adds one to the `count` of an entry, confirmed likewise. `false` where there is no such entry.
   * @throws StoreUnavailableError
   */
  repeat(id: Types.ObjectId): Promise<boolean>;
  /** Entries that match, newest first. @throws StoreUnavailableError */
  find(filter: ActivityFilter, options: { limit: number }): Promise<AuditEntry[]>;
  /**
   * The secret that pseudonyms are made with: random, made when it is first asked for, and the same for all processes that
   * write to this trail. Kept apart from the entries, so that whoever has only these cannot try ids out.
   * @throws StoreUnavailableError
   */
  pseudonymKey(): Promise<string>;
  /** Keeps whom a pseudonym stands for, apart from the entries. @throws StoreUnavailableError */
  nameSubject(pseudonym: string, userId: string): Promise<void>;
  /** Whom these pseudonyms stand for, as far as that is kept. @throws StoreUnavailableError */
  subjectsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** From now on the pseudonym stands for nobody that is known. @throws StoreUnavailableError */
  forgetSubject(pseudonym: string): Promise<void>;
}
