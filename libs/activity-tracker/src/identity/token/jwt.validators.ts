import { ValidateBy, type ValidationOptions } from 'class-validator';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Rejects empty keys, with which anyone could sign tokens. */
export function IsKey(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isKey',
      validator: { validate: (value) => isText(value) || (value instanceof Uint8Array && value.length > 0) },
    },
    options,
  );
}

export function IsOneNameOrMore(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isOneNameOrMore',
      validator: {
        validate: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
      },
    },
    options,
  );
}
