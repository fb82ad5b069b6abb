import { ValidateBy, type ValidationOptions } from 'class-validator';

/** In MongoDB a dot separates a path, and `$` starts an operator. */
const FIELD = /^(?!\$|__proto__$)[^\0.]+$/;

export const PAYLOAD_KEYS_RULE =
  'must be an array of claim names without "." that do not begin with "$"; a claim with another name takes { claim: field }, such as { "https://example.com/claims/company": "company" }';

export function IsPayloadKeys(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isPayloadKeys', validator: { validate: arePayloadKeys } }, options);
}

function arePayloadKeys(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => isField(key) || isFieldByClaim(key));
}

function isField(value: unknown): boolean {
  return typeof value === 'string' && FIELD.test(value);
}

function isFieldByClaim(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([claim, field]) => claim !== '' && isField(field));
}
