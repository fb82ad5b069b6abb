/** Replaces each mention of an erased person; constant, so that it reveals nothing. @publicApi */
export const ERASED = '***ERASED***';
