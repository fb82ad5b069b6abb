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

let insert: (batch: object[]) => Promise<unknown>;
let waiting: object[] = [];
let running: Promise<unknown> = Promise.resolve();
let recorded = 0;

/** What one writes in an afternoon: clone through JSON, mask by name, push, insert in batches. */
@Injectable()
class NaiveInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, url, headers, body, ip } = context.switchToHttp().getRequest<HttpRequest>();
    const startedAt = Date.now();
    return next.handle().pipe(
      tap((response) => {
        const asked = { method, url, headers, body, response, ip };
        const record = JSON.parse(JSON.stringify(asked), (key, value: unknown) =>
          SECRET_NAMES.test(key) ? '***' : value,
        ) as object;
        waiting.push({ ...record, created_time: new Date(startedAt), took: Date.now() - startedAt });
        if (waiting.length >= BATCH) void flush();
      }),
    );
  }
}

async function flush(): Promise<void> {
  const batch = waiting;
  waiting = [];
  if (batch.length > 0) running = Promise.all([running, insert(batch)]);
  recorded += batch.length;
  await running;
}

export async function naive({ uri, dbName }: Setting): Promise<Mode> {
  const client = await new MongoClient(uri, { maxPoolSize: 5 }).connect();
  const collection = client.db(dbName).collection('naive');
  insert = (batch) => collection.insertMany(batch, { ordered: false });
  return {
    providers: [{ provide: APP_INTERCEPTOR, useClass: NaiveInterceptor }],
    settle: flush,
    facts: () => ({ recorded }),
  };
}
