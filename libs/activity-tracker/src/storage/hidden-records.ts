import type { ActivityLog } from '../record/activity-log.js';
import { HIDDEN_RECORDS, TRACKER_NAMESPACE } from '../record/tracker-records.js';
import type { ActivityFilter } from './port/activity-filter.js';

const NAMES = ['admin.view', 'admin.search', 'admin.export', 'admin.erase', ...HIDDEN_RECORDS];

/**
 * Records that are no activity: of the life of a process and of removals, and administrators' requests, which earlier versions
 * recorded among the calls and which are in the audit trail today.
 */
export const HIDDEN: ActivityFilter = { url_name: { $in: NAMES }, namespace: TRACKER_NAMESPACE };

export const VISIBLE: ActivityFilter = { $nor: [HIDDEN] };

export const isHidden = ({ namespace, url_name }: ActivityLog): boolean =>
  namespace === TRACKER_NAMESPACE && NAMES.includes(url_name ?? '');
