/** Global and context keys of @opentelemetry/api 1.x, read directly so that the package stays optional. */
const API = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;

interface Api {
  readonly context?: {
    active(): { getValue(key: symbol): { spanContext?(): { traceId?: unknown } } | undefined };
  };
}

export function activeTraceId(): string | undefined {
  try {
    const { context } = (globalThis as { [API]?: Api })[API] ?? {};
    const id = context?.active().getValue(SPAN)?.spanContext?.().traceId;
    return typeof id === 'string' && TRACE_ID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
