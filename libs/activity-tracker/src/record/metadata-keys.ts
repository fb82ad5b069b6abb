/* Used by capture, the history (which skips its routes) and the command line. */

export const SKIP_ACTIVITY = 'activity-tracker:skip';

export const TRACK_ANONYMOUS = 'activity-tracker:anonymous';

/** `true` rejects requests to a handler or controller while no record of them can be written. */
export const MUST_BE_RECORDED = 'activity-tracker:must-be-recorded';

export const ACTIVITY_EVENT = 'activity-tracker:event';

export const SIGN_IN = 'activity-tracker:sign-in';

export const ACTIVITY_RESOURCE = 'activity-tracker:resource';
