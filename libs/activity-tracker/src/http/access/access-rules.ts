import type { HostRequest } from '../../record/host-request.js';
import type { AuthenticatedUser } from './request-authenticator.js';

/** Injection token of the {@link AccessRules}. */
export const ACCESS_RULES = Symbol.for('nestjs-activity-tracker:AccessRules');

/** What `history.hasPermission` is asked. @publicApi */
export interface PermissionQuestion<Request = HostRequest> {
  /** The caller. */
  user: AuthenticatedUser;
  /** `history.permission`, one of `admin.permissions`, or the one that `@RequireActivityPermission()` names. */
  permission: string;
  /** The platform's request. */
  request: Request;
}

/** The options of `history` that hold for the admin API too. */
export interface AccessRules {
  /** The permission that the admin history asks for. */
  permission: string;
  /** Decides whether a caller holds a permission; without it the verified payload does. */
  hasPermission?: (question: PermissionQuestion) => boolean | Promise<boolean>;
  /** Queries that may run at the same time. */
  maxConcurrent: number;
}
