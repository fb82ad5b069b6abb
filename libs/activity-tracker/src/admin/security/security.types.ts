import type { ActivityUserId } from '../../record/activity-log.js';

/** A call of a person, as rules of security read it. */
export interface SecurityCall {
  readonly id: string;
  readonly time: number;
  readonly country: string | null;
  readonly network: string | null;
  readonly device: string | null;
  readonly status: number | null;
  /** Text that a failed sign-in tried. */
  readonly attempted: string | null;
  /** A sign-in that failed: the person is known by the text that was tried. */
  readonly isFailedSignIn?: boolean;
}

/** One of the rules of security. @publicApi */
export type SecurityRuleName =
  'new_country' | 'new_network' | 'new_device' | 'refused_burst' | 'failed_sign_in_burst' | 'impossible_travel';

/** Something unusual in the calls of a person: a hint, no proof. @publicApi */
export interface PersonAnomaly {
  /** The rule that found it. */
  rule: SecurityRuleName;
  /** Why it is worth a look. */
  reason: string;
  /** Time of the first record that is unusual. */
  at: Date;
  /** Time of the last record that shows it. */
  until: Date;
  /** Records and values that show it. */
  evidence: {
    /** Ids of the records, oldest first, at most 20. */
    records: string[];
    /** By rule: `country`; `network`; `device`; `calls`, `seconds` and `attempted`; `from`, `to`, `km` and `minutes`. */
    values: Record<string, string | number>;
  };
}

/** Payload of `activity.anomaly`: an anomaly, and its person. @publicApi */
export interface ActivityAnomaly extends PersonAnomaly {
  /** `null` if the text of failed sign-ins (`evidence.values.attempted`) is no known person's. */
  user_id: ActivityUserId | null;
  /** Start of the compared calls. */
  compared_from: Date;
  /** Time of the search. */
  found_at: Date;
}

/** A country, network or device that a person called from. @publicApi */
export interface SeenValue {
  value: string;
  calls: number;
  first_seen: Date;
  last_seen: Date;
  /** First seen in the range, by a person who called in the 90 days before it. */
  is_new: boolean;
}
