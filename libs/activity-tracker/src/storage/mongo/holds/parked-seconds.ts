/** The maximum of a TTL index, 68 years: above every `storage.retentionDays`, so it identifies a parked index. */
export const PARKED_SECONDS = 2_147_483_647;
