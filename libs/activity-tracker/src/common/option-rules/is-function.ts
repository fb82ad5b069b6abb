import { registerDecorator, type ValidationOptions } from 'class-validator';

export function IsFunction(options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isFunction',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message: 'must be a function', ...options },
      validator: { validate: (value: unknown) => typeof value === 'function' },
    });
  };
}
