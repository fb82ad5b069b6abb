/** A call of a person, as rules of security read it. */
export interface SecurityCall {
  readonly id: string;
  readonly time: number;
  readonly country: string | null;
  readonly network: string | null;
  readonly device: string | null;
  readonly status: number | null;
  /** A sign-in that failed: the person is known by the text that was tried. */
  readonly isFailedSignIn?: boolean;
}

/** One of the rules of security. @publicApi */
export type SecurityRuleName =
  'new_country' | 'new_network' | 'new_device' | 'refused_burst' | 'failed_sign_in_burst' | 'impossible_travel';

/** Something unusual in the calls of a person: a hint, no proof. @publicApi */
export interface Anomaly {
  rule: SecurityRuleName;
  /** Why it is worth a look. */
  reason: string;
  at: Date;
  evidence: {
    /** Ids of the records, oldest first, at most 20. */
    records: string[];
    values: Record<string, string | number>;
  };
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
