import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import { StoreNotConfiguredError, StoreUnavailableError } from '../storage/activity-store.js';

/** 503 without any detail of the store; 404 with the remedy where the application has none. An exception, so that the host's own filters give it the host's shape. */
@Injectable()
export class StoreUnavailableInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(
        catchError((error: unknown) =>
          throwError(() =>
            error instanceof StoreNotConfiguredError
              ? new NotFoundException(error.message)
              : error instanceof StoreUnavailableError
                ? new ServiceUnavailableException('The activity history cannot be read at the moment. Try again later.')
                : error,
          ),
        ),
      );
  }
}
