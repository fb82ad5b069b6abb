import type { Type } from '@nestjs/common';
import { OPEN_API } from './open-api-keys.js';

export type Schema = Readonly<Record<string, unknown>>;

const PLACE = '#/components/schemas/';

const models = new Map<string, Type>();

/** Names a schema for the components of the document; {@link modelsOf} must be among a route's extra models. */
export function namedSchema(name: string, schema: Schema): Schema {
  // oxlint-disable-next-line typescript/no-extraneous-class -- Swagger takes a model's name from a class
  const model = { [name]: class {} }[name]!;
  Reflect.defineMetadata(OPEN_API.schema, [copiedOnRead({ name, ...schema })], model);
  Reflect.defineMetadata(OPEN_API.models, modelsOf(schema), model);
  models.set(name, model);
  return { $ref: PLACE + name };
}

export function modelsOf(schema: unknown): Type[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === '$ref' && typeof value === 'string' ? [models.get(value.slice(PLACE.length))!] : modelsOf(value),
  );
}

/** A separate copy for each document: for OpenAPI 3.1 Swagger rewrites `nullable` in place. */
function copiedOnRead(schema: Schema): object {
  const copies = Object.entries(schema).map(([key, value]) => [
    key,
    { enumerable: true, get: () => structuredClone(value) },
  ]);
  return Object.defineProperties({}, Object.fromEntries(copies) as PropertyDescriptorMap);
}

export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

export const array = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

export const countsByName = (more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: { type: 'integer' },
  ...more,
});

/** A reference with further keywords: OpenAPI 3.0 allows none next to `$ref`. */
export const refined = (reference: Schema, more: Schema): Schema => ({ allOf: [reference], ...more });

export const STRING: Schema = { type: 'string' };
export const OBJECT_ID: Schema = { ...STRING, pattern: '^[0-9a-f]{24}$' };
export const NULLABLE_STRING: Schema = { type: 'string', nullable: true };
export const INTEGER: Schema = { type: 'integer' };
export const NULLABLE_INTEGER: Schema = { type: 'integer', nullable: true };
export const NUMBER: Schema = { type: 'number' };
export const NULLABLE_NUMBER: Schema = { type: 'number', nullable: true };
export const BOOLEAN: Schema = { type: 'boolean' };
export const INSTANT: Schema = { type: 'string', format: 'date-time' };
export const NULLABLE_INSTANT: Schema = { type: 'string', format: 'date-time', nullable: true };
export const USER_ID: Schema = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
export const NULLABLE_USER_ID: Schema = { oneOf: [{ type: 'string', nullable: true }, { type: 'integer' }] };
export const oneOf = (values: readonly string[]): Schema => ({ ...STRING, enum: [...values] });
