import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { catchError, defer, lastValueFrom, type Observable } from 'rxjs';
import { HistoryBusyError, MAX_WAIT_MS, QueryGate } from './query-gate.js';

/** Sends a query through the {@link QueryGate}; 429 with `Retry-After` where its turn does not come. */
@Injectable()
export class QueryGateInterceptor implements NestInterceptor {
  constructor(
    @Inject(QueryGate) private readonly gate: QueryGate,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return defer(() => this.gate.run(() => lastValueFrom<unknown>(next.handle()))).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof HistoryBusyError)) throw error;
        this.host.httpAdapter.setHeader(context.switchToHttp().getResponse(), 'Retry-After', `${MAX_WAIT_MS / 1_000}`);
        throw new HttpException(
          'Too many history queries run at the moment. Try again later.',
          HttpStatus.TOO_MANY_REQUESTS,
        );
      }),
    );
  }
}
