import { Reflector } from '@nestjs/core';
import type { PermissionQuestion } from './access-rules.js';
import type { ActivityRight } from './rights.js';

/**
 * Makes {@link HistoryGuard} accept only callers who hold a permission: the given one, or by default
 * `history.permission`.
 * @publicApi
 */
export const RequireActivityPermission = Reflector.createDecorator<string | undefined, string | true>({
  key: 'activity-tracker:permission',
  transform: (permission) => permission ?? true,
});

/** Demands all of these rights, or with `'any'` at least one of the five. A handler's rights override the controller's. */
export const Requires = (...rights: ActivityRight[] | ['any']): MethodDecorator & ClassDecorator =>
  REQUIRED_RIGHTS(rights);

export const REQUIRED_RIGHTS = Reflector.createDecorator<readonly (ActivityRight | 'any')[]>({
  key: 'activity-tracker:rights',
});

/** Default for `history.hasPermission`: exact matches only, in a verified payload. */
export function payloadHolds({ user, permission }: PermissionQuestion): boolean {
  const { permissions, scope } = user.payload;
  if (Array.isArray(permissions) && permissions.includes(permission)) return true;
  return typeof scope === 'string' && scope.split(' ').includes(permission);
}

/** Why a payload cannot hold any permission; `undefined` if it can, or if it only lacks the claim. */
export function mistakenClaim(payload: Record<string, unknown>): string | undefined {
  if (Object.keys(payload).length === 0)
    return 'resolveUser returned an id without a payload: permissions are read from the payload. Return { id, payload: { permissions: […] } }, or set history.hasPermission.';
  const { permissions, scope } = payload;
  if (permissions !== undefined && permissions !== null && !Array.isArray(permissions))
    return `the claim "permissions" is ${typeof permissions === 'object' ? 'an object' : `a ${typeof permissions}`}: must be an array of strings. Sign it as an array, use the claim "scope" for a text of words, or set history.hasPermission.`;
  if (scope !== undefined && scope !== null && typeof scope !== 'string')
    return `the claim "scope" is ${Array.isArray(scope) ? 'an array' : typeof scope === 'object' ? 'an object' : `a ${typeof scope}`}: must be a text of words. Sign it as one, use the claim "permissions" for an array, or set history.hasPermission.`;
  return undefined;
}
