import { registerDecorator, type ValidationOptions } from 'class-validator';

const LEAST_BYTES = 16;

export function IsIntegrityKey(options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isIntegrityKey',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { ...options },
      validator: {
        validate: (value: unknown) =>
          (typeof value === 'string' || value instanceof Uint8Array) && Buffer.byteLength(value) >= LEAST_BYTES,
      },
    });
  };
}
