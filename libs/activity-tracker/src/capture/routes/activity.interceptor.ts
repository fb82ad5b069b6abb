import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Exchange } from '../exchange.js';
import { exchangeOfResolver } from '../graphql/graphql-context.js';
import { exchangeOf } from '../observe.js';
import type { RouteMetadata, RouteMetadataReader } from './route-metadata.js';

/**
 * Notes which class and method answer, and that the guards have passed. Requests and responses are observed beneath
 * Nest, where refused, malformed and unknown requests are seen too. Resolvers of GraphQL only report the guards: a request
 * may have several, and its document tells which. WebSocket and RPC contexts pass through untouched.
 */
export class ActivityInterceptor implements NestInterceptor {
  /** @param guardsPassed called for each observed request before its handler, or each resolver; must neither throw nor wait */
  constructor(
    private readonly reader: RouteMetadataReader,
    private readonly guardsPassed: (exchange: Exchange, route: RouteMetadata) => void,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const type = context.getType<'http' | 'graphql'>();
    if (type === 'http') {
      // Not switchToHttp(), which makes three functions for each request.
      const request = context.getArgByIndex<{ raw?: unknown } | undefined>(0);
      const exchange = request && exchangeOf(request.raw ?? request);
      if (exchange) {
        exchange.route = this.reader.of(context.getClass(), context.getHandler());
        this.guardsPassed(exchange, exchange.route);
      }
    } else if (type === 'graphql') {
      const exchange = exchangeOfResolver(context);
      if (exchange) this.guardsPassed(exchange, this.reader.of(context.getClass(), context.getHandler()));
    }
    return next.handle();
  }
}
