import type { Exchange } from '../capture/exchange.js';
import type { GraphqlCall } from './graphql-call.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';

export interface Call {
  readonly exchange: Exchange;
  readonly route: RouteMetadata | undefined;
  readonly template: string | null;
  readonly params?: Record<string, unknown> | undefined;
  readonly attemptedField?: string | undefined;
  readonly graphql?: GraphqlCall | undefined;
}
