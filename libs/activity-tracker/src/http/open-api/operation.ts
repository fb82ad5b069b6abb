import { applyDecorators, SetMetadata } from '@nestjs/common';
import { API_ERROR } from './error-schema.js';
import { OPEN_API } from './open-api-keys.js';
import { modelsOf, type Schema, STRING } from './named-schema.js';

const BEARER = [{ bearer: [] }];

/** Binary, so that generated clients do not parse files. */
const FILE: Schema = { ...STRING, format: 'binary' };

const TYPES = {
  json: { types: ['application/json'], schema: STRING },
  file: { types: ['application/x-ndjson', 'text/csv', 'application/json'], schema: FILE },
  ndjson: { types: ['application/x-ndjson'], schema: FILE },
  events: { types: ['text/event-stream'], schema: STRING },
} as const satisfies Record<string, { types: readonly string[]; schema: Schema }>;

export const BUSY = { 429: 'Too many queries are running. Retry after the seconds in Retry-After.' };

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };

export interface OpenApiParameter {
  name: string;
  description: string;
  required?: boolean;
  in?: 'query' | 'path';
  schema?: Schema;
}

export interface OpenApiOperationOptions {
  /** Operation id, from which generators derive method names; unique in the application. */
  id: string;
  summary: string;
  answer: string;
  schema?: Schema;
  type?: keyof typeof TYPES;
  parameters?: readonly OpenApiParameter[];
  also?: Readonly<Record<number, string>>;
  own?: boolean;
}

export function OpenApiOperation({
  id,
  summary,
  answer,
  type = 'json',
  schema = TYPES[type].schema,
  parameters = [],
  also = {},
  own = false,
}: OpenApiOperationOptions): MethodDecorator {
  const refusals: Record<number, string | undefined> = {
    ...(parameters.some((parameter) => parameter.in !== 'path') && {
      400: 'A parameter is invalid; `message` names it.',
    }),
    401: 'No valid access token.',
    ...(!own && { 403: 'The permission is missing; `message` names it.' }),
    503: 'The store is unavailable.',
    ...also,
  };
  const errors = Object.entries(refusals).map(([status, description]) => [
    status,
    { description, ...(status === '429' && { headers: RETRY_AFTER }), content: contentOf(TYPES.json.types, API_ERROR) },
  ]);
  return applyDecorators(
    SetMetadata(OPEN_API.operation, { summary, operationId: id }),
    SetMetadata(OPEN_API.parameters, parameters.map(describeParameter)),
    SetMetadata(OPEN_API.responses, {
      200: { description: answer, content: contentOf(TYPES[type].types, schema) },
      ...(Object.fromEntries(errors) as object),
    }),
    SetMetadata(OPEN_API.models, modelsOf([schema, API_ERROR])),
    SetMetadata(OPEN_API.includedEndpoint, { disable: true }),
  );
}

export const OpenApiTag = (tag: string): ClassDecorator =>
  applyDecorators(SetMetadata(OPEN_API.tags, [tag]), SetMetadata(OPEN_API.security, BEARER));

const contentOf = (types: readonly string[], schema: Schema): object =>
  Object.fromEntries(types.map((type) => [type, { schema }]));

function describeParameter({
  required = false,
  in: place = 'query',
  schema = STRING,
  ...rest
}: OpenApiParameter): object {
  return { ...rest, in: place, required: required || place === 'path', schema };
}
