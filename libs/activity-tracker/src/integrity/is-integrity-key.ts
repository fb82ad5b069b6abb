import { ValidateBy, type ValidationOptions } from 'class-validator';

const LEAST_BYTES = 16;

export function IsIntegrityKey(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isIntegrityKey', validator: { validate: isIntegrityKey } }, options);
}

function isIntegrityKey(value: unknown): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && Buffer.byteLength(value) >= LEAST_BYTES;
}
