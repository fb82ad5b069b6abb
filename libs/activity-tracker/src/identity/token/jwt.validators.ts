import { ValidateBy, type ValidationOptions } from 'class-validator';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** A key of no bytes is one that everybody has: tokens signed with it would hold. */
export function IsKey(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isKey',
      validator: { validate: (value) => isText(value) || (value instanceof Uint8Array && value.length > 0) },
    },
    options,
  );
}

/** What a claim is compared with. */
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
