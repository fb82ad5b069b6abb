import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
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
  /**
   * @param guardsPassed called for each observed request before its handler, or each resolver; the handler waits for what it
   *   returns. Must neither throw nor reject
   */
  constructor(
    private readonly reader: RouteMetadataReader,
    private readonly guardsPassed: (exchange: Exchange, route: RouteMetadata) => Promise<unknown> | undefined,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const wait = this.report(context);
    return wait ? from(wait).pipe(mergeMap(() => next.handle())) : next.handle();
  }

  private report(context: ExecutionContext): Promise<unknown> | undefined {
    const type = context.getType<'http' | 'graphql'>();
    if (type === 'http') {
      // Not switchToHttp(), which makes three functions for each request.
      const request = context.getArgByIndex<{ raw?: unknown } | undefined>(0);
      const exchange = request && exchangeOf(request.raw ?? request);
      if (exchange) {
        exchange.route = this.reader.of(context.getClass(), context.getHandler());
        return this.guardsPassed(exchange, exchange.route);
      }
    } else if (type === 'graphql') {
      const exchange = exchangeOfResolver(context);
      if (exchange) return this.guardsPassed(exchange, this.reader.of(context.getClass(), context.getHandler()));
    }
    return undefined;
  }
}
