import {
  ACTIVITY_GAP,
  ACTIVITY_REMOVED,
  ACTIVITY_STARTED,
  ACTIVITY_STOPPED,
  TRACKER_NAMESPACE,
} from '../record/tracker-records.js';
import type { ActivityFilter } from '../storage/port/activity-filter.js';

const NAMES = [ACTIVITY_STARTED, ACTIVITY_STOPPED, ACTIVITY_GAP, ACTIVITY_REMOVED];

/** Rules never remove the records that explain what is missing; they hold no user's data. */
export const NOT_ABOUT_THE_LOG: ActivityFilter = {
  $nor: [{ url_name: { $in: NAMES }, namespace: TRACKER_NAMESPACE }],
};
