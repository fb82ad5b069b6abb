import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter } from './port/activity-filter.js';

const NAMESPACE = 'ActivityTracker';
const NAMES = ['admin.view', 'admin.search', 'admin.export', 'admin.erase'];

/** Administrators' requests, which earlier versions recorded among the calls; today they are in the audit trail. */
export const ADMIN_ACTS: ActivityFilter = { url_name: { $in: NAMES }, namespace: NAMESPACE };

export const NO_ADMIN_ACTS: ActivityFilter = { $nor: [ADMIN_ACTS] };

export const isAdminAct = ({ namespace, url_name }: ActivityLog): boolean =>
  namespace === NAMESPACE && NAMES.includes(url_name ?? '');
