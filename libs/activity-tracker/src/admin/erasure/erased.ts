/** Stands where a mention of an erased person stood: always the same, so that it tells nothing of them. @publicApi */
export const ERASED = '***ERASED***';
