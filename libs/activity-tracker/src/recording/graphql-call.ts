import type { BodyContent } from '../capture/bodies/body-content.js';
import type { Exchange } from '../capture/exchange.js';
import { errorsOf, operationsOf } from '../capture/graphql/graphql-request.js';
import type { ResolverRegistry } from '../capture/graphql/resolver-registry.js';
import type { RootFields } from '../capture/graphql/root-fields.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import type { GraphqlActivity } from '../record/activity-log.js';
import { contentOf, requestBodyOf, responseBodyOf } from './building/exchange-bodies.js';

/** Characters; clients choose the names in a document. */
const LONGEST_NAME = 128;

export interface ReadBodies {
  readonly requestBody: BodyContent;
  readonly responseBody: BodyContent;
}

export interface GraphqlCall {
  readonly resolvers: readonly RouteMetadata[];
  /** False if a field has no known resolver. */
  readonly isComplete: boolean;
  readonly activity: GraphqlActivity;
  readonly bodies: ReadBodies;
}

/** Undefined if it is not GraphQL or no GraphQL server answered it. @param limit bytes kept of each body */
export function graphqlCall(exchange: Exchange, registry: ResolverRegistry, limit: number): GraphqlCall | undefined {
  if (registry.isEmpty) return undefined;
  const { method } = exchange.request;
  if (method !== 'POST' && method !== 'GET') return undefined;
  const requestBody = contentOf(requestBodyOf(exchange), limit);
  if (requestBody.text !== undefined && !requestBody.text.includes('"query"')) return undefined;
  const operations = operationsOf(requestBody.parsed().value, exchange.url);
  if (!operations) return undefined;
  const { resolvers, isComplete } = registry.find(operations);
  const responseBody = contentOf(responseBodyOf(exchange), limit);
  const errors = errorsOf(responseBody.parsed().value);
  if (errors === null && (resolvers.length === 0 || isRefused(exchange.statusCode))) return undefined;
  return {
    resolvers,
    // Truncated JSON may hold another "query" key behind the cut; parsers use the last one.
    isComplete: isComplete && requestBody.parsed().truncatedFrom === undefined,
    activity: activityOf(operations, errors),
    bodies: { requestBody, responseBody },
  };
}

function isRefused(status: number | null): boolean {
  return status !== null && (status < 200 || status > 299);
}

function activityOf(operations: readonly RootFields[], errors: number | null): GraphqlActivity {
  const [{ name, type }] = operations as [RootFields];
  const fields = new Set(operations.flatMap((operation) => operation.fields.map(shortened)));
  return { operation: name === null ? null : shortened(name), type, fields: [...fields], errors };
}

function shortened(name: string): string {
  return name.slice(0, LONGEST_NAME);
}
