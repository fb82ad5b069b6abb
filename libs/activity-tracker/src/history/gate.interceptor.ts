import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { BusyError, type Gate, MAX_WAIT_MS } from './gate.js';

/** The platform's response; Fastify keeps Node's in `raw`. */
interface Response {
  raw?: Response;
  readonly closed?: boolean;
  once(event: 'close', listener: () => void): void;
}

/** Sends a request through a {@link Gate}; 429 with `Retry-After` where no place becomes free in time. */
export abstract class GateInterceptor implements NestInterceptor {
  protected constructor(
    private readonly gate: Gate,
    private readonly host: HttpAdapterHost,
    private readonly busy: string,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.concerns(context)) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return defer(() => this.pass(next, response));
  }

  /** Whether a request needs a place. */
  protected concerns(_context: ExecutionContext): boolean {
    return true;
  }

  private async pass(next: CallHandler, response: Response): Promise<unknown> {
    const leave = await this.enter(response);
    try {
      const answer = await lastValueFrom<unknown>(next.handle());
      if (answer instanceof StreamableFile) keepPlace(answer, response, leave);
      else leave();
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async enter(response: Response): Promise<() => void> {
    try {
      return await this.gate.enter();
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      this.host.httpAdapter.setHeader(response, 'Retry-After', `${MAX_WAIT_MS / 1_000}`);
      throw new HttpException(`${this.busy} Try again later.`, HttpStatus.TOO_MANY_REQUESTS);
    }
  }
}

/** Keeps the place until the file is sent or given up: also where the client left before the platform took the file. */
function keepPlace(file: StreamableFile, response: Response, leave: () => void): void {
  const stream = file.getStream();
  const raw = response.raw ?? response;
  if (stream.destroyed) return leave();
  stream.once('close', leave);
  if (raw.closed) stream.destroy();
  else raw.once('close', () => stream.destroy());
}
