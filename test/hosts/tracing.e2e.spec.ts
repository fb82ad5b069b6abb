import { randomUUID } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

@Controller('orders')
class OrdersController {
  constructor(private readonly tracker: ActivityTrackerService) {}

  @Get()
  list(): unknown {
    return { trace: trace.getActiveSpan()?.spanContext().traceId ?? null };
  }

  @Get('event')
  event(): unknown {
    this.tracker.track({ userId: 7, event: 'Order shipped' });
    return this.list();
  }
}
Reflect.defineMetadata('design:paramtypes', [ActivityTrackerService], OrdersController);

function inSpan(_request: unknown, _response: unknown, next: () => void): void {
  context.with(trace.setSpan(context.active(), trace.getTracer('test').startSpan('middleware')), next);
}

/** Emits each request within its span, as OpenTelemetry's instrumentation of node:http does. */
function instrument(server: Server): void {
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]) => {
    if (event !== 'request') return emit(event, ...args);
    const span = trace.getTracer('test').startSpan('request', {}, ROOT_CONTEXT);
    return context.with(trace.setSpan(ROOT_CONTEXT, span), () => emit(event, ...args));
  };
}

const assignId = (_request: IncomingMessage, response: ServerResponse, next: () => void) => {
  response.setHeader('X-Request-Id', randomUUID());
  next();
};

describe.each(PLATFORMS)('tracing on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  describe('with OpenTelemetry', () => {
    beforeAll(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      trace.setGlobalTracerProvider(new BasicTracerProvider());
    });
    afterAll(() => {
      context.disable();
      trace.disable();
    });

    it('takes trace_id from the span around the request before any header, also for custom activities', async () => {
      app = await tracked(platform, {
        controllers: [OrdersController],
        options: { capture: { traceHeader: 'x-trace' } },
        configure: (nest) => instrument(nest.getHttpServer() as Server),
      });
      const headers = { traceparent: TRACEPARENT, 'x-trace': 'mine' };
      const response = await app.get('/orders/event', { as: 7, headers });
      const { trace: traceId } = (await response.json()) as { trace: string };
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect((await app.records()).map(({ trace_id }) => trace_id)).toEqual([traceId, traceId]);
    });

    it('takes trace_id from a span started in middleware', async () => {
      app = await tracked(platform, {
        controllers: [OrdersController],
        configure: (nest) => void nest.use(inSpan),
      });
      const response = await app.get('/orders', { as: 7 });
      const { trace: traceId } = (await response.json()) as { trace: string };
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect((await app.record()).trace_id).toBe(traceId);
    });

    it('takes trace_id from the header without a span', async () => {
      app = await tracked(platform, { controllers: [OrdersController] });
      await (await app.get('/orders', { as: 7, headers: { traceparent: TRACEPARENT } })).text();
      expect((await app.record()).trace_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    });
  });

  it('stores the server’s request id with capture.requestIdHeader', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { capture: { requestIdHeader: 'x-request-id' } },
      configure: (nest) => void nest.use('/orders', assignId),
    });
    const response = await app.get('/orders', { as: 7, headers: { 'x-request-id': 'of the client' } });
    await response.text();
    await (await app.get('/nowhere', { as: 7 })).text();
    expect((await app.records()).map(({ request_id }) => request_id)).toEqual([
      response.headers.get('x-request-id'),
      null,
    ]);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
