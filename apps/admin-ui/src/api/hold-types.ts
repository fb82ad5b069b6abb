/** A person whose records neither erasure nor retention may take. */
export interface LegalHold {
  user_id: string | number;
  reason: string;
  /** `null`: until it is lifted. */
  until: string | null;
  placed_by: string | number;
  placed_at: string;
}

export interface LegalHoldList {
  /** Oldest first. */
  holds: LegalHold[];
}
