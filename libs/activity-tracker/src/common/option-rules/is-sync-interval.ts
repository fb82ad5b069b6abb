import { registerDecorator, type ValidationOptions } from 'class-validator';

const LEAST_SECONDS = 0.01;
const MOST_SECONDS = 60;

export function IsSyncInterval(options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isSyncInterval',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { ...options },
      validator: {
        validate: (value: unknown) =>
          value === 'always' || (typeof value === 'number' && value >= LEAST_SECONDS && value <= MOST_SECONDS),
      },
    });
  };
}
