import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { MongoClient } from 'mongodb';
import { type Observable, tap } from 'rxjs';
import type { Mode, Setting } from '../mode.js';

const BATCH = 50;
const SECRET_NAMES = /pass|token|secret|authorization|cookie|card|cvv/i;

interface HttpRequest {
  method: string;
  url: string;
  headers: object;
  body: unknown;
  ip: string;
}

/** What one writes in an afternoon: clone through JSON, mask by name, push, insert in batches. */
@Injectable()
class NaiveInterceptor implements NestInterceptor {
  static waiting: object[] = [];
  static running: Promise<unknown> = Promise.resolve();
  static insert: (batch: object[]) => Promise<unknown>;
  static stored = 0;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, url, headers, body, ip } = context.switchToHttp().getRequest<HttpRequest>();
    const startedAt = Date.now();
    return next.handle().pipe(
      tap((response) => {
        const record = JSON.parse(JSON.stringify({ method, url, headers, body, response, ip }), (key, value: unknown) =>
          SECRET_NAMES.test(key) ? '***' : value,
        ) as object;
        NaiveInterceptor.waiting.push({ ...record, created_time: new Date(startedAt), took: Date.now() - startedAt });
        if (NaiveInterceptor.waiting.length >= BATCH) void flush();
      }),
    );
  }
}

async function flush(): Promise<void> {
  const batch = NaiveInterceptor.waiting.splice(0);
  if (batch.length > 0) {
    NaiveInterceptor.running = Promise.all([NaiveInterceptor.running, NaiveInterceptor.insert(batch)]);
    NaiveInterceptor.stored += batch.length;
  }
  await NaiveInterceptor.running;
}

export async function naive({ uri, dbName }: Setting): Promise<Mode> {
  const client = await new MongoClient(uri, { maxPoolSize: 5 }).connect();
  const collection = client.db(dbName).collection('naive');
  NaiveInterceptor.insert = (batch) => collection.insertMany(batch, { ordered: false });
  return {
    providers: [{ provide: APP_INTERCEPTOR, useClass: NaiveInterceptor }],
    settle: flush,
    facts: () => ({ accepted: NaiveInterceptor.stored, stored: NaiveInterceptor.stored, dropped: 0 }),
  };
}
