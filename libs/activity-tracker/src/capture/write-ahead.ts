import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.js';
import type { HeldResponses } from './held-responses.js';
import { unholdSocket } from './held-socket.js';
import { sentHeader } from './sent-header.js';

/** Exchanges whose last byte is about to leave. */
export interface WriteAheadListener {
  /** Responses that wait for the end of the turn, and are reported together. */
  readonly held: HeldResponses;
  /** Called before the last byte of a response leaves, with final status and headers. Must not throw. */
  report(exchange: Exchange): void;
}

/**
 * Reports an exchange before the last byte of its response leaves. A response that one `end()` sends whole is held and
 * reported with others; else the report comes in `end()`, or in the `write()` that completes the declared length. While
 * the head is unsent, header listeners may change it, so that report waits for `writeHead()` in the same call.
 */
export class WriteAhead {
  private isReported = false;
  private waitsForHead = false;
  private sent = 0;
  private declared: number | undefined;
  private held: Socket | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly response: ServerResponse,
    private readonly listener: WriteAheadListener,
  ) {}

  beforeWrite(chunk: unknown, encoding: unknown): void {
    if (this.isReported || !isChunk(chunk)) return;
    this.declared ??= declaredLength(this.response);
    this.sent += lengthOf(chunk, encoding);
    if (this.sent < this.declared) return;
    this.exchange.sent.complete = true;
    this.reportOnceHeadIsFinal();
  }

  /** @param args of `end()`; a buffer is replaced by a copy if the response is held: the application may reuse it */
  holdEnd(args: unknown[]): void {
    const [chunk] = args;
    if (this.isReported || this.sent > 0 || this.isHttp2 || !isEndArgument(chunk)) return;
    this.held = this.listener.held.socketOf(this.response, chunk);
    if (!this.held) return;
    if (chunk instanceof Uint8Array) args[0] = Buffer.from(chunk);
    this.listener.held.hold(this.held);
  }

  beforeEnd(chunk: unknown): void {
    if (!this.isReported && !this.held && isEndArgument(chunk)) this.reportOnceHeadIsFinal();
  }

  afterEnd(): void {
    const { held, exchange } = this;
    if (!held) return;
    this.held = undefined;
    this.isReported = true;
    if (!exchange.isOver) exchange.end('completed');
    this.listener.held.add(exchange, held);
  }

  endFailed(): void {
    this.isReported = this.waitsForHead = false;
    if (this.held) unholdSocket(this.held);
    this.held = undefined;
  }

  private reportOnceHeadIsFinal(): void {
    // HTTP/2 sends a head without body bypassing writeHead().
    if (this.response.headersSent || this.isHttp2) this.reportNow();
    else {
      this.waitsForHead = true;
      this.tapHead();
    }
  }

  private get isHttp2(): boolean {
    return this.exchange.request.httpVersionMajor >= 2;
  }

  private reportNow(): void {
    const { exchange, response } = this;
    if (exchange.isOver) return;
    this.isReported = true;
    exchange.end('completed');
    // HTTP/2 has not sent the head yet, so end() did not set the status.
    exchange.statusCode = response.statusCode;
    this.listener.report(exchange);
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

const isEndArgument = (chunk: unknown): boolean =>
  chunk === undefined || chunk === null || typeof chunk === 'function' || isChunk(chunk);

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
