export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** For TTL indexes, which MongoDB defines in seconds. */
export const DAY_SECONDS = DAY_MS / SECOND_MS;
