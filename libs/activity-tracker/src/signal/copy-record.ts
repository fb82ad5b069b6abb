import type { ActivityLog } from '../record/activity-log.js';
import { EncodedPart } from '../bson/encoded-part.js';

export function copyRecord(record: ActivityLog): ActivityLog {
  return copy(record) as ActivityLog;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof EncodedPart) return value.value;
  if (value instanceof Date) return new Date(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fresh: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = copy((value as Record<string, unknown>)[key]);
    if (key === '__proto__')
      Object.defineProperty(fresh, key, { value: field, enumerable: true, configurable: true, writable: true });
    else fresh[key] = field;
  }
  return fresh;
}
