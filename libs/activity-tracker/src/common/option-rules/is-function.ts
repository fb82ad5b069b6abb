import { ValidateBy, type ValidationOptions } from 'class-validator';

export function IsFunction(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    { name: 'isFunction', validator: { validate: (value) => typeof value === 'function' } },
    { message: 'must be a function', ...options },
  );
}
