import type { HostRequest } from '../../record/host-request.js';
import type { AuthenticatedUser } from './request-authenticator.js';

export const ACCESS_RULES = Symbol.for('nestjs-activity-tracker:AccessRules');

/** Argument of `history.hasPermission`. @publicApi */
export interface PermissionQuestion<Request = HostRequest> {
  /** As identified by the token or `resolveUser`. */
  user: AuthenticatedUser;
  /** `history.permission`, one of `admin.permissions`, or the argument of `@RequireActivityPermission()`. */
  permission: string;
  /** The platform's request. */
  request: Request;
}

export interface AccessRules {
  permission: string;
  /** Decides whether a caller holds a permission; without it the verified payload decides. */
  hasPermission?: (question: PermissionQuestion) => boolean | Promise<boolean>;
  maxConcurrent: number;
}
