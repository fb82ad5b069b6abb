import { ValidateBy, type ValidationOptions } from 'class-validator';

const LEAST_SECONDS = 0.01;
const MOST_SECONDS = 60;

export function IsSyncInterval(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isSyncInterval', validator: { validate: isSyncInterval } }, options);
}

function isSyncInterval(value: unknown): boolean {
  return value === 'always' || (typeof value === 'number' && value >= LEAST_SECONDS && value <= MOST_SECONDS);
}
