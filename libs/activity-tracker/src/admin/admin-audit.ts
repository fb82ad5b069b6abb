/**
 * Hears what an administrator did, so that it can be recorded as an activity: its name, and details that hold nothing of
 * what was read or erased.
 * @publicApi
 */
export type AdminAudit = (event: AdminAuditEvent, details: Record<string, unknown>) => unknown;

/** @publicApi */
export type AdminAuditEvent = 'admin.export' | 'admin.erase';
