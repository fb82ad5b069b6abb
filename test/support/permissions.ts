export const PERMISSION = {
  view: 'activity_tracker.view_activity_log',
  export: 'activity_tracker.export_activity_log',
  erase: 'activity_tracker.erase_activity_log',
  audit: 'activity_tracker.audit_activity_log',
} as const;

export const EVERY_PERMISSION: readonly string[] = Object.values(PERMISSION);
