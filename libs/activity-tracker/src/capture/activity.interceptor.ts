import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Exchange } from './exchange.js';
import { exchangeOf } from './observe.js';
import type { RouteMetadataReader } from './route-metadata.js';

/**
 * Notes which class and method answer, and that the guards have passed. Requests and responses are observed beneath
 * Nest, where refused, malformed and unknown requests are seen too. WebSocket, RPC and GraphQL contexts pass through
 * untouched.
 */
export class ActivityInterceptor implements NestInterceptor {
  /** @param guardsPassed called for each observed request before its handler; must neither throw nor wait */
  constructor(
    private readonly reader: RouteMetadataReader,
    private readonly guardsPassed: (exchange: Exchange) => void,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      // Not switchToHttp(), which makes three functions for each request.
      const request = context.getArgByIndex<{ raw?: unknown } | undefined>(0);
      const exchange = request && exchangeOf(request.raw ?? request);
      if (exchange) {
        exchange.route = this.reader.of(context.getClass(), context.getHandler());
        this.guardsPassed(exchange);
      }
    }
    return next.handle();
  }
}
