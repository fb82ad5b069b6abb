import { ValidateBy, type ValidationOptions } from 'class-validator';
import { anchorSeconds } from './anchor-interval.js';

export function IsAnchor(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isAnchor', validator: { validate: isAnchor } }, options);
}

function isAnchor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { every, to, ...rest } = value as Record<string, unknown>;
  const targets: unknown[] = Array.isArray(to) ? to : [to];
  return (
    Object.keys(rest).length === 0 &&
    anchorSeconds(every) !== undefined &&
    targets.length > 0 &&
    targets.every((target) => (typeof target === 'string' && target !== '') || typeof target === 'function')
  );
}
