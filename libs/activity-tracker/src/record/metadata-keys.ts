/*
 * Keys of the decorators' metadata. They stand next to the record because both wings use them: capture writes and reads
 * them, the history keeps its own routes out of the log, the command line reads the titles.
 */

/** `true` keeps a handler, or a controller, out of the log. */
export const SKIP_ACTIVITY = 'activity-tracker:skip';

/** `true` records a handler, or a controller, also without a signed-in user. */
export const TRACK_ANONYMOUS = 'activity-tracker:anonymous';

/** `true` keeps a handler, or a controller, from running while no record of it can be written. */
export const MUST_BE_RECORDED = 'activity-tracker:must-be-recorded';

/** A handler's name for people. */
export const ACTIVITY_EVENT = 'activity-tracker:event';

/** The field of a sign-in's request body that identifies the user. */
export const SIGN_IN = 'activity-tracker:sign-in';
