import type { IncomingHttpHeaders } from 'node:http';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);
const MAX_LENGTH = 128;

export function traceId(headers: IncomingHttpHeaders, header: string | undefined): string | null {
  if (header !== undefined) {
    const value = headers[header.toLowerCase()];
    return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : null;
  }
  const id = headers.traceparent === undefined ? undefined : TRACEPARENT.exec(String(headers.traceparent))?.[1];
  return id === undefined || id === NO_TRACE ? null : id;
}
