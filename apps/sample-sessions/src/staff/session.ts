import type { StaffMember } from './staff.js';

/** A request as @fastify/session leaves it. */
export interface SessionRequest {
  session: {
    staff?: StaffMember;
    /** Gives the session a new id, so that an id from before the sign-in is worth nothing. */
    regenerate(): Promise<void>;
    destroy(): Promise<void>;
  };
}
