import { isObject } from '../common/is-object.js';
import { nearestName } from '../common/nearest-name.js';
import { ACTIVITY_RIGHTS } from '../http/access/rights.js';

export function isPermissions(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([right, name]) =>
        (ACTIVITY_RIGHTS as readonly string[]).includes(right) &&
        (name === undefined || (typeof name === 'string' && name !== '')),
    )
  );
}

export function permissionsMessage(value: unknown): string {
  const rule = `must be an object of names of permissions, its keys among ${ACTIVITY_RIGHTS.join(', ')}`;
  const unknown = Object.keys(isObject(value) ? value : {}).filter(
    (key) => !ACTIVITY_RIGHTS.some((right) => right === key),
  );
  if (unknown.length === 0) return rule;
  const named = unknown.map((key) => {
    const nearest = nearestName(key, ACTIVITY_RIGHTS);
    return `"${key.slice(0, 40)}" is not one of them${nearest ? ` (did you mean "${nearest}"?)` : ''}`;
  });
  return `${rule}; ${named.join('; ')}`;
}
