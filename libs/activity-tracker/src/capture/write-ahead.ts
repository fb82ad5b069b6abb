import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.js';
import { sentHeader } from './sent-header.js';

/**
 * Reports an exchange before the last byte of its response leaves: in `end()`, or in the `write()` that completes the
 * declared length. While the head is unsent, header listeners may change it, so the report waits for `writeHead()` in
 * the same call.
 */
export class WriteAhead {
  private isReported = false;
  private waitsForHead = false;
  private sent = 0;
  private declared: number | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly response: ServerResponse,
    private readonly report: (exchange: Exchange) => void,
  ) {
    // HTTP/2 sends a head without body bypassing writeHead().
    if (exchange.request.httpVersionMajor < 2) this.tapHead();
  }

  beforeWrite(chunk: unknown, encoding: unknown): void {
    if (this.isReported || !isChunk(chunk)) return;
    this.declared ??= declaredLength(this.response);
    this.sent += lengthOf(chunk, encoding);
    if (this.sent < this.declared) return;
    this.exchange.sent.complete = true;
    this.reportOnceHeadIsFinal();
  }

  beforeEnd(chunk: unknown): void {
    const isEnd = chunk === undefined || chunk === null || typeof chunk === 'function' || isChunk(chunk);
    if (!this.isReported && isEnd) this.reportOnceHeadIsFinal();
  }

  endFailed(): void {
    this.isReported = this.waitsForHead = false;
  }

  private reportOnceHeadIsFinal(): void {
    const { response, exchange } = this;
    if (response.headersSent || exchange.request.httpVersionMajor >= 2) this.reportNow();
    else this.waitsForHead = true;
  }

  private reportNow(): void {
    const { exchange, response } = this;
    if (exchange.isOver) return;
    this.isReported = true;
    exchange.end('completed');
    // HTTP/2 has not sent the head yet, so end() did not set the status.
    exchange.statusCode = response.statusCode;
    this.report(exchange);
  }

  private tapHead(): void {
    const { response } = this;
    const writeHead = response.writeHead as (...args: unknown[]) => unknown;
    response.writeHead = ((...args: unknown[]): unknown => {
      const result = writeHead.apply(response, args);
      if (this.waitsForHead && !this.isReported) this.reportNow();
      return result;
    }) as typeof response.writeHead;
  }
}

const isChunk = (chunk: unknown): chunk is string | Uint8Array =>
  typeof chunk === 'string' || chunk instanceof Uint8Array;

function lengthOf(chunk: string | Uint8Array, encoding: unknown): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding as BufferEncoding) : chunk.length;
}

function declaredLength(response: ServerResponse): number {
  try {
    const declared = sentHeader(response, 'content-length');
    return declared !== undefined && /^\d+$/.test(declared) ? Number(declared) : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
