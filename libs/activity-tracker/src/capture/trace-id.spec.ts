import { describe, expect, it } from 'vitest';
import { traceId } from './trace-id.js';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('traceId', () => {
  it.each([
    [{ traceparent: `00-${id}-00f067aa0ba902b7-01` }, undefined, id],
    [{ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, undefined, null],
    [{ traceparent: 'nonsense' }, undefined, null],
    [{}, undefined, null],
    [{ 'x-request-id': 'abc', traceparent: `00-${id}-00f067aa0ba902b7-01` }, 'X-Request-Id', 'abc'],
    [{}, 'x-request-id', null],
    [{ 'x-request-id': 'a'.repeat(500) }, 'x-request-id', 'a'.repeat(128)],
  ])('%j with header %s → %s', (headers, header, trace) => expect(traceId(headers, header)).toBe(trace));
});
