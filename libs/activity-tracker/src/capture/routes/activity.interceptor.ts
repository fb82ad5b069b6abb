import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { Exchange } from '../exchange.js';
import { exchangeOfResolver } from '../graphql/graphql-context.js';
import { exchangeOf } from '../observe.js';
import type { RouteMetadata, RouteMetadataReader } from './route-metadata.js';

/** Notes the handler and that guards passed. GraphQL requests name their resolvers in the document instead. */
export class ActivityInterceptor implements NestInterceptor {
  /** @param guardsPassed must not reject; awaited before each handler or resolver. An exception rejects the request. */
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
      // switchToHttp() would create three functions per request.
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
