import type { Exchange } from '../capture/exchange.js';
import type { GraphqlCall } from './graphql-call.js';
import type { RouteMetadata } from '../capture/routes/route-metadata.js';

/** An exchange that ended, with the route it took; both are missing where nothing matched. */
export interface Call {
  readonly exchange: Exchange;
  readonly route: RouteMetadata | undefined;
  /** Such as `/orders/:id`. */
  readonly template: string | null;
  /** Of the route, where the platform does not have them. */
  readonly params?: Record<string, unknown> | undefined;
  /** Field of the request body that identifies the user of a refused sign-in. */
  readonly attemptedField?: string | undefined;
  readonly graphql?: GraphqlCall | undefined;
}
