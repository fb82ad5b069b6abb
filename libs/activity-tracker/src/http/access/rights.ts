/** What a reader of the log may do, each under its own permission. @publicApi */
export const ACTIVITY_RIGHTS = ['view', 'bodies', 'export', 'erase', 'audit'] as const;

/**
 * `view`: lists, records without headers and bodies, statistics, live tail. `bodies`: headers and bodies, and a search for
 * words in them. `export`: files, and everything about one person. `erase`: erasure. `audit`: the audit trail.
 * @publicApi
 */
export type ActivityRight = (typeof ACTIVITY_RIGHTS)[number];

/** Injection token of the {@link PermissionNames}. */
export const PERMISSION_NAMES = Symbol.for('nestjs-activity-tracker:PermissionNames');

/** The permission that each right asks for. */
export type PermissionNames = Readonly<Record<ActivityRight, string>>;

/**
 * @param historyPermission `history.permission`: what `view` asks for by default
 * @param given `admin.permissions`
 */
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
