import { DAY_MS } from '../../common/time.js';
import { ofUser } from '../../http/access/same-user.js';
import { NEWEST_FIRST } from '../../http/paging/paging.js';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { indexOf } from '../../storage/port/indexes.js';
import type { Span } from '../../storage/port/statistics.js';
import { SECURITY_FIELDS, securityCallOf } from './security-call.js';
import type { PersonAnomaly, SecurityCall, SeenValue } from './security.types.js';
import { anomaliesIn } from './security-rules.js';
import { type SeenAt, seenValues } from './seen-values.js';

/** What a person did in these days is usual for them. */
const BASELINE_DAYS = 90;
const MAX_CALLS = 10_000;
const MAX_FAILED = 1_000;
const MAX_LISTED = 50;
/** Uses the index of the person. Milliseconds. */
const CALLS_MS = 2_000;
/** Failed sign-ins are looked for among the anonymous calls, which may be many. Milliseconds. */
const FAILED_MS = 250;
/** Security of a person in a range. @publicApi */
export interface PersonSecurity {
  /** Newest first, at most 50. */
  anomalies: PersonAnomaly[];
  /** Latest first, at most 50 of each. */
  countries: SeenValue[];
  networks: SeenValue[];
  devices: SeenValue[];
  /** Calls in the range with 401 or 403. */
  refused: number;
  /** Successful calls in the range to handlers that sign in. */
  sign_ins: number;
  /** Failed sign-ins in the range with the id or the name of the person; `null` if they could not be counted in time. */
  failed_sign_ins: number | null;
  /** Begin of the calls that were compared: 90 days before the range, or later if there are more than 10,000 calls. */
  compared_from: Date;
  /** Number of calls that were read. */
  counted: number;
  /** Whether all calls since `compared_from` were read; otherwise nothing may be marked as new. */
  complete: boolean;
}

export interface SecurityQuestion {
  /** Texts that the person may sign in with. */
  names: readonly string[];
  /** Handlers that sign in: `name` or `Controller.name`. */
  signIns: readonly string[];
}

export class SecurityService {
  constructor(private readonly store: ActivityStore) {}

  /** @throws TypeError if `userId` is not a user id @throws StoreUnavailableError */
  async of(userId: ActivityUserId, { from, to }: Span, { names, signIns }: SecurityQuestion): Promise<PersonSecurity> {
    const baseline = new Date(from.getTime() - BASELINE_DAYS * DAY_MS);
    const [records, failed] = await Promise.all([
      this.read(ofUser(userId), { from: baseline, to }, MAX_CALLS, CALLS_MS),
      this.failedSignIns([String(userId), ...names], { from, to }),
    ]);
    const begin = from.getTime();
    const calls = records.map(securityCallOf).reverse();
    const all = [...calls, ...(failed ?? [])].sort((a, b) => a.time - b.time);
    const isComplete = records.length < MAX_CALLS;
    const signsIn = new Set(signIns);
    const inRange = records.filter(({ created_time }) => created_time >= from);
    const seen = (property: 'country' | 'network' | 'device') =>
      seenValues(calls, property, begin).slice(0, MAX_LISTED).map(listed);
    return {
      anomalies: anomaliesIn(all, begin).slice(0, MAX_LISTED),
      countries: seen('country'),
      networks: seen('network'),
      devices: seen('device'),
      refused: calls.filter(({ time, status }) => time >= begin && (status === 401 || status === 403)).length,
      sign_ins: inRange.filter((record) => isSuccess(record) && namesOf(record).some((name) => signsIn.has(name)))
        .length,
      failed_sign_ins: failed?.length ?? null,
      compared_from: isComplete ? baseline : records.at(-1)!.created_time,
      counted: records.length,
      complete: isComplete,
    };
  }

  private async failedSignIns(names: readonly string[], span: Span): Promise<SecurityCall[] | null> {
    const attempted = [...new Set(names)].flatMap((name) => (/^\d{1,15}$/.test(name) ? [name, Number(name)] : [name]));
    try {
      const records = await this.read({ user_id: null, attempted: { $in: attempted } }, span, MAX_FAILED, FAILED_MS);
      return records.map((record) => ({ ...securityCallOf(record), isFailedSignIn: true })).reverse();
    } catch (error) {
      if (error instanceof StoreTimeoutError) return null;
      throw error;
    }
  }

  private read(who: ActivityFilter, { from, to }: Span, limit: number, maxTimeMs: number): Promise<ActivityLog[]> {
    const within = { created_time: { $gte: from, $lt: to } };
    // Of several indexes that start with the person, only this one is in time order.
    const index = indexOf('user_id');
    const options = { sort: NEWEST_FIRST, limit, fields: SECURITY_FIELDS, maxTimeMs, index };
    return this.store.find({ $and: [who, within] }, options);
  }
}

const listed = ({ value, calls, first_seen, last_seen, is_new }: SeenAt): SeenValue => ({
  value,
  calls,
  first_seen,
  last_seen,
  is_new,
});

const isSuccess = ({ status_code: status }: ActivityLog): boolean =>
  typeof status === 'number' && status >= 200 && status < 400;

const namesOf = ({ namespace, url_name }: ActivityLog): string[] => [`${namespace}.${url_name}`, String(url_name)];

/** Texts of a description that the person may sign in with. */
export const namesIn = (description: { label: string; detail?: string } | undefined): string[] =>
  [description?.label, description?.detail].filter((name) => name !== undefined);
