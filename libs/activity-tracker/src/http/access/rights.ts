/** Rights of a reader of the log, each with a separate permission. @publicApi */
export const ACTIVITY_RIGHTS = ['view', 'bodies', 'export', 'erase', 'audit'] as const;

/**
 * `view`: lists, records without headers and bodies, statistics, live tail. `bodies`: headers and bodies, and word
 * search. `export`: files, and all data of a person. `erase`: erasure. `audit`: the audit trail.
 * @publicApi
 */
export type ActivityRight = (typeof ACTIVITY_RIGHTS)[number];

export const PERMISSION_NAMES = Symbol.for('nestjs-activity-tracker:PermissionNames');

export type PermissionNames = Readonly<Record<ActivityRight, string>>;

export function permissionNames(
  historyPermission: string,
  given: Partial<Record<ActivityRight, string>> = {},
): PermissionNames {
  const view = given.view ?? historyPermission;
  return {
    view,
    bodies: given.bodies ?? view,
    export: given.export ?? 'activity_tracker.export_activity_log',
    erase: given.erase ?? 'activity_tracker.erase_activity_log',
    audit: given.audit ?? 'activity_tracker.audit_activity_log',
  };
}
