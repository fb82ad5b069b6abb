import type { BodyContent } from '../capture/bodies/body-content.js';
import type { Exchange } from '../capture/exchange.js';
import { errorsOf, operationsOf } from '../capture/graphql/graphql-request.js';
import type { ResolverRegistry } from '../capture/graphql/resolver-registry.js';
import type { RootFields } from '../capture/graphql/root-fields.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';
import type { GraphqlActivity } from '../record/activity-log.js';
import { requestBody, responseBody } from './exchange-bodies.js';

/** A name in a document is the client's own. */
const LONGEST_NAME = 128;

/** Bodies of an exchange that were read before its record was built. */
export interface ReadBodies {
  readonly asked: BodyContent;
  readonly answered: BodyContent;
}

/** A GraphQL request: which resolvers answer it, and what the record tells of it. */
export interface GraphqlCall {
  readonly resolvers: readonly RouteMetadata[];
  /** Every field has a resolver of the application, and no other field was asked. */
  readonly isComplete: boolean;
  readonly activity: GraphqlActivity;
  readonly bodies: ReadBodies;
}

/**
 * Undefined for a request that is none, or that nothing of GraphQL answered.
 * @param limit bytes kept of each body
 */
export function graphqlCall(exchange: Exchange, registry: ResolverRegistry, limit: number): GraphqlCall | undefined {
  if (registry.isEmpty) return undefined;
  const { method } = exchange.request;
  if (method !== 'POST' && method !== 'GET') return undefined;
  const asked = requestBody(exchange, limit);
  if (asked.text !== undefined && !asked.text.includes('"query"')) return undefined;
  const operations = operationsOf(asked.value, exchange.url);
  if (!operations) return undefined;
  const { resolvers, isComplete } = registry.find(operations);
  const answered = responseBody(exchange, limit);
  const errors = errorsOf(answered.value);
  if (errors === null && (resolvers.length === 0 || isRefused(exchange.statusCode))) return undefined;
  return {
    resolvers,
    // JSON that was cut may name another query behind the cut, and the last one counts.
    isComplete: isComplete && asked.truncatedFrom === undefined,
    activity: activityOf(operations, errors),
    bodies: { asked, answered },
  };
}

/** Another path than that of GraphQL, or a proxy in front of it. */
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
