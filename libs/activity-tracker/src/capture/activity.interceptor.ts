import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { exchangeOf } from './observe.js';
import type { RouteMetadataReader } from './route-metadata.js';

/**
 * Notes which class and method answer, and nothing else: what was asked and answered is seen beneath Nest, where
 * refused, malformed and unknown requests are seen too. WebSocket, RPC and GraphQL contexts pass through untouched.
 */
export class ActivityInterceptor implements NestInterceptor {
  constructor(private readonly reader: RouteMetadataReader) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<{ raw?: unknown } | undefined>();
      const exchange = request && exchangeOf(request.raw ?? request);
      if (exchange) exchange.route = this.reader.of(context.getClass(), context.getHandler());
    }
    return next.handle();
  }
}
