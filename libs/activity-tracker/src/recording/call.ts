import type { Exchange } from '../capture/exchange.js';
import type { GraphqlCall } from './graphql-call.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';

/** A finished exchange; `route` and `template` are missing if no route matched. */
export interface Call {
  readonly exchange: Exchange;
  readonly route: RouteMetadata | undefined;
  /** Such as `/orders/:id`. */
  readonly template: string | null;
  /** Route parameters, if the platform does not provide them. */
  readonly params?: Record<string, unknown> | undefined;
  /** Request body field that identifies the user of a rejected sign-in. */
  readonly attemptedField?: string | undefined;
  readonly graphql?: GraphqlCall | undefined;
}
