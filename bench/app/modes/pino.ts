import {
  type CallHandler,
  type DynamicModule,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { type Observable, tap } from 'rxjs';
import { type Mode, peer } from '../mode.js';

const BODIES = Symbol('bodies');

interface Raw {
  [BODIES]?: { request: unknown; response: unknown };
}

interface NestjsPino {
  LoggerModule: { forRoot(params: { forRoutes: string[]; pinoHttp: [object, unknown] }): DynamicModule };
}

interface Pino {
  pino: { destination(path: string): { write(line: string): unknown } };
}

/** nestjs-pino's own way to bodies is to leave them out; this is the usual addition. */
@Injectable()
class KeepBodies implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<{ body: unknown }>();
    const response = http.getResponse<Raw & { raw?: Raw }>();
    return next.handle().pipe(
      tap((answer) => {
        (response.raw ?? response)[BODIES] = { request: request.body, response: answer };
      }),
    );
  }
}

export function pino(): Promise<Mode> {
  return logging({ redact: { paths: CREDENTIALS, censor: '***' } });
}

/** The same with both bodies, their secrets masked at the paths where they stand. */
export async function pinoBody(): Promise<Mode> {
  const mode = await logging({
    redact: {
      paths: [
        ...CREDENTIALS,
        ...['password', 'payment.card_number', 'payment.cvv'].map((path) => `bodies.request.${path}`),
      ],
      censor: '***',
    },
    customSuccessObject: (_request: unknown, response: Raw, value: object) => ({ ...value, bodies: response[BODIES] }),
  });
  return { ...mode, providers: [{ provide: APP_INTERCEPTOR, useClass: KeepBodies }] };
}

const CREDENTIALS = ['req.headers.authorization', 'req.headers.cookie'];

async function logging(options: object): Promise<Mode> {
  const [{ LoggerModule }, { pino }] = await Promise.all([peer<NestjsPino>('nestjs-pino'), peer<Pino>('pino')]);
  const file = pino.destination('/dev/null');
  let lines = 0;
  const counted = {
    write: (line: string) => {
      lines++;
      file.write(line);
    },
  };
  // Its own default matches no route on Fastify under Nest 12.5: nothing would be logged, and it would look free.
  const forRoutes = ['*splat'];
  return {
    imports: [LoggerModule.forRoot({ forRoutes, pinoHttp: [options, counted] })],
    facts: () => ({ recorded: lines }),
  };
}
