import type { ActivityUserId } from '../record/activity-log.js';

/** An activity outside HTTP that the application records itself, such as a finished job. @publicApi */
export interface CustomActivity {
  /** Name of the event, stored as `url_name` and `event_name`. */
  event: string;
  /** Id of the user. Default: `null` (no user). */
  userId?: ActivityUserId | null;
  /** Details of the event, copied and masked like a body and stored as `body`. Default: `null`. */
  data?: unknown;
  /** Stored as `namespace`, such as the name of the service. Default: `null`. */
  namespace?: string;
  /** Time of the event. Default: now. */
  at?: Date;
  /** Stored as `client_ip_address`. Default: `null`. */
  clientIp?: string;
  /** Stored as `trace_id`. Default: trace id of the active span, or `null`. */
  traceId?: string;
}
