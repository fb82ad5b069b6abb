/** Records on each side of the record. */
export const MOST_RELATED = 25;
export const NEARBY_MS = 5 * 60_000;
/** Search range before and after a record for a session with a claim. */
export const SESSION_MS = 12 * 3_600_000;
