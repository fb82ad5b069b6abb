import type { StaffMember } from './staff.js';

export interface SessionRequest {
  session: {
    staff?: StaffMember;
    /** Replaces the session id, to prevent session fixation. */
    regenerate(): Promise<void>;
    destroy(): Promise<void>;
  };
}
