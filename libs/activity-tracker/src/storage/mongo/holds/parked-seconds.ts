/** The most that a TTL index takes, 68 years: beyond every `storage.retentionDays`, so that it tells a parked index. */
export const PARKED_SECONDS = 2_147_483_647;
