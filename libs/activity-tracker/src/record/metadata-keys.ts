/*
 * Keys of decorator metadata, used by capture (writes and reads), the history (skips its routes) and the command line (reads
 * event names).
 */

export const SKIP_ACTIVITY = 'activity-tracker:skip';

export const TRACK_ANONYMOUS = 'activity-tracker:anonymous';

export const ACTIVITY_EVENT = 'activity-tracker:event';

export const SIGN_IN = 'activity-tracker:sign-in';
