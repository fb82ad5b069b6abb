import { applyDecorators, SetMetadata } from '@nestjs/common';

/**
 * Keys under which `@nestjs/swagger` looks for what a route says of itself. Set by hand, because importing it would make
 * every host install it; where it is not, nothing reads them.
 */
const KEYS = {
  operation: 'swagger/apiOperation',
  parameters: 'swagger/apiParameters',
  responses: 'swagger/apiResponse',
  tags: 'swagger/apiUseTags',
  security: 'swagger/apiSecurity',
  excluded: 'swagger/apiExcludeController',
} as const;

/** Of routes for holders of an access token: the name that `DocumentBuilder.addBearerAuth()` gives. */
const BEARER = [{ bearer: [] }];

const TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  events: 'text/event-stream',
} as const;

/** Of routes behind the query gate. */
export const BUSY = { 429: 'Too many queries run at the moment; Retry-After says when to come again.' };

/** A parameter of a URL. */
export interface DescribedParameter {
  name: string;
  description: string;
  required?: boolean;
  /** The values there are. */
  enum?: readonly string[];
}

export interface RouteDescription {
  summary: string;
  /** What comes with 200. */
  answer: string;
  type?: keyof typeof TYPES;
  query?: readonly DescribedParameter[];
  /** Answers of this route alone, by status. */
  also?: Readonly<Record<number, string>>;
  /** Nobody is asked for a permission. */
  own?: boolean;
}

/** Describes a route to OpenAPI, where the host has `@nestjs/swagger`. */
export function Described({
  summary,
  answer,
  type = 'json',
  query = [],
  also = {},
  own = false,
}: RouteDescription): MethodDecorator {
  const refusals: Record<number, string | undefined> = {
    ...(query.length > 0 && { 400: 'A parameter is wrong: the answer names it.' }),
    401: 'No valid access token.',
    ...(!own && { 403: 'The permission is missing.' }),
    503: 'The store is away.',
    ...also,
  };
  const responses = Object.entries(refusals).map(([status, description]) => [status, { description }] as const);
  return applyDecorators(
    SetMetadata(KEYS.operation, { summary }),
    SetMetadata(KEYS.parameters, query.map(asParameter)),
    SetMetadata(KEYS.responses, {
      200: {
        description: answer,
        content: { [TYPES[type]]: { schema: { type: type === 'json' ? 'object' : 'string' } } },
      },
      ...Object.fromEntries(responses),
    }),
  );
}

/** What the routes of a controller have in common. */
export const DescribedAs = (tag: string): ClassDecorator =>
  applyDecorators(SetMetadata(KEYS.tags, [tag]), SetMetadata(KEYS.security, BEARER));

function asParameter({ required = false, enum: values, ...parameter }: DescribedParameter): object {
  return { ...parameter, in: 'query', required, schema: { type: 'string', ...(values && { enum: values }) } };
}
