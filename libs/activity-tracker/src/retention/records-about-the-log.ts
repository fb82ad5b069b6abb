import type { ActivityFilter } from '../storage/port/activity-filter.js';

/** Records that the tracker writes about the log itself; they explain missing records and hold no user's data. */
const NAMES = ['activity.gap', 'activity.started', 'activity.stopped', 'activity.removed'];

/** Rules never remove the records that explain what is missing. */
export const NOT_ABOUT_THE_LOG: ActivityFilter = { $nor: [{ url_name: { $in: NAMES }, user_id: null, method: null }] };
