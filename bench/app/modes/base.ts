import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { Mode } from '../mode.js';

@Injectable()
class EmptyInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

export const base = (): Mode => ({});

/** What one global interceptor costs that does nothing: Nest's price for being asked. */
export const interceptor = (): Mode => ({ providers: [{ provide: APP_INTERCEPTOR, useClass: EmptyInterceptor }] });
