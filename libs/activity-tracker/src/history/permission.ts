import { Reflector } from '@nestjs/core';
import type { PermissionQuestion } from './history.options.js';
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
