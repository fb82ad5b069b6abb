import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ActivityOutcome } from '../record/activity-log.js';
import { activeTraceId } from './active-span.js';
import { CapturedBody } from './bodies/captured-body.js';
import { contentKind } from './bodies/content-type.js';
import { Exchange, type Platform } from './exchange.js';
import { HeldResponses } from './held-responses.js';
import { WriteAhead, type WriteAheadListener } from './write-ahead.js';

const EXCHANGE = Symbol('nestjs-activity-tracker:exchange');

type Method = (...args: unknown[]) => unknown;

interface ObservedRequest extends IncomingMessage {
  [EXCHANGE]?: Exchange | null;
}

interface ObservedResponse extends ServerResponse {
  [EXCHANGE]?: Taps;
}

interface Taps {
  exchange: Exchange;
  observer: ExchangeObserver;
  write: Method;
  end: Method;
  ended: boolean;
  ahead: WriteAhead | undefined;
}

export function exchangeOf(request: unknown): Exchange | undefined {
  return (request as ObservedRequest)[EXCHANGE] ?? undefined;
}

/** The replaced functions are shared by all requests, to save memory. */
export class ExchangeObserver {
  private readonly open = new Set<Exchange>();
  private readonly queues = new WeakMap<Socket, Set<Exchange>>();
  private readonly ahead: WriteAheadListener | undefined;

  /**
   * @param maxBodyBytes maximum bytes kept of each body
   * @param ended called once per exchange after it ended; must not throw
   * @param failed called with internal errors; must not throw
   * @param isSkipped called once per request, before anything is read; must not throw
   * @param aboutToEnd called before the last bytes of responses leave, with final status and headers; must not throw
   */
  constructor(
    private readonly maxBodyBytes: number,
    private readonly ended: (exchange: Exchange) => void,
    private readonly failed: (error: unknown) => void,
    private readonly isSkipped: (request: IncomingMessage) => boolean = () => false,
    aboutToEnd?: (exchanges: readonly Exchange[]) => void,
  ) {
    this.ahead = aboutToEnd && { held: new HeldResponses(aboutToEnd), report: (exchange) => aboutToEnd([exchange]) };
  }

  /** Lets responses leave that wait for the end of the turn. */
  releaseHeld(): void {
    this.ahead?.held.release();
  }

  /** Undefined if the request is skipped or synthetic. A request keeps its exchange: it is recorded once. */
  begin(request: IncomingMessage, response: ServerResponse, platform: Platform): Exchange | undefined {
    try {
      const known = (request as ObservedRequest)[EXCHANGE];
      if (known !== undefined) return known ?? undefined;
      if (!this.isSkipped(request)) return this.observe(request, response, platform);
      (request as ObservedRequest)[EXCHANGE] = null;
      return undefined;
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  private observe(request: ObservedRequest, response: ServerResponse, platform: Platform): Exchange {
    const exchange = new Exchange(request, response, platform, this.maxBodyBytes);
    request[EXCHANGE] = exchange;
    // Node caches the address on first read, for when the client has gone; HTTP/2 does not.
    const ip = request.socket?.remoteAddress;
    if (request.httpVersionMajor === 2) exchange.arrivedFrom = { ip, host: request.headers[':authority'] as string };
    if (hasBody(request)) this.tapRequest(request, exchange);
    this.tapResponse(response, exchange);
    if (response.socket === null && request.socket instanceof Socket) this.watchConnection(exchange);
    this.open.add(exchange);
    return exchange;
  }

  endAll(): void {
    this.releaseHeld();
    for (const exchange of this.open) this.finish(exchange, 'unfinished');
  }

  finish(exchange: Exchange, outcome: ActivityOutcome): void {
    if (exchange.isOver) return;
    exchange.isOver = true;
    if (exchange.outcome !== outcome) exchange.end(outcome);
    this.open.delete(exchange);
    exchange.queue?.delete(exchange);
    this.ended(exchange);
  }

  /** A pipelined response that was never sent emits no event, not even `close`, when the connection closes. */
  private watchConnection(exchange: Exchange): void {
    const { socket } = exchange.request;
    let queue = this.queues.get(socket);
    if (!queue) {
      const waiting = new Set<Exchange>();
      socket.once('close', () => {
        for (const unanswered of waiting) this.finish(unanswered, 'aborted');
      });
      this.queues.set(socket, (queue = waiting));
    }
    queue.add(exchange);
    exchange.queue = queue;
  }

  private tapRequest(request: ObservedRequest, exchange: Exchange): void {
    const readable =
      contentKind(request.headers['content-type']) !== 'other' && !isEncoded(request.headers['content-encoding']);
    exchange.requestBody = new CapturedBody(readable, this.maxBodyBytes);
    request.push = push;
  }

  private tapResponse(response: ObservedResponse, exchange: Exchange): void {
    response[EXCHANGE] = {
      exchange,
      observer: this,
      write: response.write as Method,
      end: response.end as Method,
      ended: false,
      ahead: this.ahead && new WriteAhead(exchange, response, this.ahead),
    };
    response.write = write as typeof response.write;
    response.end = end as typeof response.end;
    // Raise the limit so our listeners never trigger MaxListenersExceededWarning.
    const limit = response.getMaxListeners();
    if (limit > 0) response.setMaxListeners(limit + 1);
    response.on('finish', finished);
    response.on('close', closed);
  }

  noteResponse(exchange: Exchange, chunk: unknown, encoding: unknown): void {
    if (chunk === null || chunk === undefined || typeof chunk === 'function') return;
    try {
      exchange.sent.note(chunk, encoding);
    } catch (error) {
      this.failed(error);
    }
  }
}

function push(this: ObservedRequest, chunk: unknown, encoding?: BufferEncoding): boolean {
  this[EXCHANGE]?.requestBody?.noteOrEnd(chunk, encoding);
  return Object.getPrototypeOf(this).push.call(this, chunk, encoding) as boolean;
}

function write(this: ObservedResponse, ...args: unknown[]): unknown {
  const taps = this[EXCHANGE];
  if (!taps) return Object.getPrototypeOf(this).write.apply(this, args) as unknown;
  if (!taps.ended) taps.observer.noteResponse(taps.exchange, args[0], args[1]);
  taps.ahead?.beforeWrite(args[0], args[1]);
  return taps.write.apply(this, args);
}

function end(this: ObservedResponse, ...args: unknown[]): unknown {
  const taps = this[EXCHANGE];
  if (!taps) return Object.getPrototypeOf(this).end.apply(this, args) as unknown;
  if (taps.ended) return taps.end.apply(this, args);
  taps.ended = true;
  // A span started by middleware is active here.
  taps.exchange.traceId ??= activeTraceId();
  taps.ahead?.holdEnd(args);
  taps.observer.noteResponse(taps.exchange, args[0], args[1]);
  taps.exchange.sent.complete = true;
  taps.ahead?.beforeEnd(args[0]);
  try {
    const result = taps.end.apply(this, args);
    taps.ahead?.afterEnd();
    // Without a socket, `finish` never fires.
    if (this.socket === null && hasNoSocket(this)) finishResponse(this, true);
    return result;
  } catch (error) {
    taps.ended = false;
    taps.ahead?.endFailed();
    throw error;
  }
}

/**
 * On HTTP/2 `finish` also fires if the client disconnects before `end()`. Sockets that write synchronously (serverless
 * adapters) fire it within `end()`, before `writableEnded` is true.
 */
function finished(this: ObservedResponse | undefined): void {
  finishResponse(this, this?.writableEnded === true || this?.[EXCHANGE]?.ended === true);
}

function closed(this: ObservedResponse | undefined): void {
  finishResponse(this, this?.writableEnded === true && (this.writableFinished || hasNoSocket(this)));
}

function hasNoSocket({ socket, [EXCHANGE]: taps }: ObservedResponse): boolean {
  const { request } = taps!.exchange;
  return request.httpVersionMajor !== 2 && !(socket instanceof Socket) && !(request.socket instanceof Socket);
}

/** Applications may call the listeners they find, without `this`. */
function finishResponse(response: ObservedResponse | undefined, isComplete: boolean): void {
  const taps = response?.[EXCHANGE];
  taps?.observer.finish(taps.exchange, isComplete ? 'completed' : 'aborted');
}

/** HTTP/2 needs neither header: the stream says whether data follows. */
function hasBody(request: IncomingMessage & { stream?: { endAfterHeaders?: boolean } }): boolean {
  const { headers } = request;
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0') ||
    (request.httpVersionMajor === 2 && request.stream?.endAfterHeaders === false)
  );
}

function isEncoded(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && contentEncoding !== '' && contentEncoding.toLowerCase() !== 'identity';
}
