/** Name of the event that carries each {@link ActivityLog}; for `@OnEvent(ACTIVITY_LOGGED)`. @publicApi */
export const ACTIVITY_LOGGED = 'activity.logged';

/** Name of the event that carries each {@link ActivityAnomaly}; for `@OnEvent(ACTIVITY_ANOMALY)`. @publicApi */
export const ACTIVITY_ANOMALY = 'activity.anomaly';
