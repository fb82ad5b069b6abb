import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.js';
import { sentHeader } from './sent-header.js';

/**
 * Tells of an exchange before the last byte of its response leaves: in `end()`, or in the `write()` that completes the declared
 * length. Listeners for headers may still change a head that was not sent, so there it waits for `writeHead()`, within the same call.
 */
export class WriteAhead {
  private isTold = false;
  private waitsForHead = false;
  private sent = 0;
  private declared: number | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly response: ServerResponse,
    private readonly tell: (exchange: Exchange) => void,
  ) {
    // Under HTTP/2 the head is not sent through writeHead() where the response has no body.
    if (exchange.request.httpVersionMajor < 2) this.tapHead();
  }

  /** Before the chunk is handed to Node. */
  beforeWrite(chunk: unknown, encoding: unknown): void {
    if (this.isTold || !isChunk(chunk)) return;
    this.declared ??= declaredLength(this.response);
    this.sent += lengthOf(chunk, encoding);
    if (this.sent < this.declared) return;
    this.exchange.sent.complete = true;
    this.tellOnceHeadIsFinal();
  }

  /** Before the last chunk, if there is one, is handed to Node. A chunk that Node refuses ends nothing. */
  beforeEnd(chunk: unknown): void {
    const isEnd = chunk === undefined || chunk === null || typeof chunk === 'function' || isChunk(chunk);
    if (!this.isTold && isEnd) this.tellOnceHeadIsFinal();
  }

  /** Node threw: another answer is still to come. */
  endFailed(): void {
    this.isTold = this.waitsForHead = false;
  }

  private tellOnceHeadIsFinal(): void {
    const { response, exchange } = this;
    if (response.headersSent || exchange.request.httpVersionMajor >= 2) this.tellNow();
    else this.waitsForHead = true;
  }

  private tellNow(): void {
    const { exchange, response } = this;
    // The client left before: it is recorded already.
    if (exchange.isOver) return;
    this.isTold = true;
    exchange.end('completed');
    // Under HTTP/2 the head is still to be sent.
    exchange.statusCode = response.statusCode;
    this.tell(exchange);
  }

  private tapHead(): void {
    const { response } = this;
    const writeHead = response.writeHead as (...args: unknown[]) => unknown;
    response.writeHead = ((...args: unknown[]): unknown => {
      const result = writeHead.apply(response, args);
      if (this.waitsForHead && !this.isTold) this.tellNow();
      return result;
    }) as typeof response.writeHead;
  }
}

const isChunk = (chunk: unknown): chunk is string | Uint8Array =>
  typeof chunk === 'string' || chunk instanceof Uint8Array;

function lengthOf(chunk: string | Uint8Array, encoding: unknown): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding as BufferEncoding) : chunk.length;
}

/** Bytes, by the `Content-Length` header; infinite where it is missing or none. */
function declaredLength(response: ServerResponse): number {
  try {
    const declared = sentHeader(response, 'content-length');
    return declared !== undefined && /^\d+$/.test(declared) ? Number(declared) : Number.POSITIVE_INFINITY;
  } catch {
    // A host's own `getHeader()`.
    return Number.POSITIVE_INFINITY;
  }
}
