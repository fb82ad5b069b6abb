import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ActivityInterceptor } from './activity.interceptor.js';
import type { RouteMetadataReader } from './route-metadata.js';

/** A context that throws if anything but its type is read. */
const untouchable = (type: string) =>
  new Proxy({} as ExecutionContext, {
    get(_, property) {
      if (property === 'getType') return () => type;
      throw new Error(`${String(property)} was read from a context of type ${type}`);
    },
  });

describe('ActivityInterceptor', () => {
  it.each(['rpc', 'ws'])('passes a context of type %s through untouched', (type) => {
    const interceptor = new ActivityInterceptor(untouchable('reader') as unknown as RouteMetadataReader, () => {
      throw new Error('an exchange was reported');
    });
    const answer = of('as it is');
    const next: CallHandler = { handle: () => answer };
    expect(interceptor.intercept(untouchable(type), next)).toBe(answer);
  });
});
