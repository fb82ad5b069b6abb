import { Reflector } from '@nestjs/core';
import type { PermissionQuestion } from './access-rules.js';
import type { ActivityRight } from './rights.js';

/**
 * Lets only callers through {@link HistoryGuard} who hold a permission: the one named, or without an argument the one in
 * `history.permission`.
 * @publicApi
 */
export const RequireActivityPermission = Reflector.createDecorator<string | undefined, string | true>({
  key: 'activity-tracker:permission',
  transform: (permission) => permission ?? true,
});

/**
 * Lets only callers through {@link HistoryGuard} who hold each of these rights, or with `'any'` at least one of the five.
 * On a handler it replaces that of the controller.
 */
export const Requires = (...rights: ActivityRight[] | ['any']): MethodDecorator & ClassDecorator =>
  REQUIRED_RIGHTS(rights);

export const REQUIRED_RIGHTS = Reflector.createDecorator<readonly (ActivityRight | 'any')[]>({
  key: 'activity-tracker:rights',
});

/** The rule where `history.hasPermission` is not given: exact matches only, in a payload that was verified. */
export function payloadHolds({ user, permission }: PermissionQuestion): boolean {
  const { permissions, scope } = user.payload;
  if (Array.isArray(permissions) && permissions.includes(permission)) return true;
  return typeof scope === 'string' && scope.split(' ').includes(permission);
}

/** Why a payload can hold no permission at all; `undefined` if it can, or if it lacks the claim like any other user's. */
export function mistakenClaim(payload: Record<string, unknown>): string | undefined {
  if (Object.keys(payload).length === 0)
    return 'resolveUser returned an id without a payload: permissions are read from the payload. Return { id, payload: { permissions: […] } }, or give history.hasPermission.';
  const { permissions, scope } = payload;
  if (permissions !== undefined && permissions !== null && !Array.isArray(permissions))
    return `the claim "permissions" is ${typeof permissions === 'object' ? 'an object' : `a ${typeof permissions}`}: must be an array of strings. Sign it as an array, use the claim "scope" for a text of words, or give history.hasPermission.`;
  if (scope !== undefined && scope !== null && typeof scope !== 'string')
    return `the claim "scope" is ${Array.isArray(scope) ? 'an array' : typeof scope === 'object' ? 'an object' : `a ${typeof scope}`}: must be a text of words. Sign it as one, use the claim "permissions" for an array, or give history.hasPermission.`;
  return undefined;
}
