import type { ActivityUserId } from '../record/activity-log.js';

/**
 * Something worth recording that is no request: a job that ran, a password changed from the console.
 * @publicApi
 */
export interface CustomActivity {
  /** Name of the event: becomes `url_name` and `event_name`. */
  event: string;
  /** Whose activity it is. Default: nobody's. */
  userId?: ActivityUserId | null;
  /** Anything that explains it; copied and masked like a body, and stored as `body`. */
  data?: unknown;
  /** Stored as `namespace`, such as the name of the service. */
  namespace?: string;
  /** Default: now. */
  at?: Date;
  /** Stored as `client_ip_address`. Default: `null`. */
  clientIp?: string;
  /** Stored as `trace_id`. Default: that of the active span, else `null`. */
  traceId?: string;
}
