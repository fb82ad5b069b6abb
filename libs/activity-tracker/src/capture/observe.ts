import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { ActivityOutcome } from '../record/activity-log.js';
import { activeTraceId } from './active-span.js';
import { CapturedBody } from './bodies/captured-body.js';
import { contentKind } from './bodies/content-type.js';
import { Exchange, type Platform } from './exchange.js';
import { WriteAhead } from './write-ahead.js';

const EXCHANGE = Symbol('nestjs-activity-tracker:exchange');

type Method = (...args: unknown[]) => unknown;

interface ObservedRequest extends IncomingMessage {
  /** `null` on a request that is skipped. */
  [EXCHANGE]?: Exchange | null;
}

interface ObservedResponse extends ServerResponse {
  [EXCHANGE]?: Taps;
}

/** What the shared functions below need to find again for their request or response. */
interface Taps {
  exchange: Exchange;
  observer: ExchangeObserver;
  write: Method;
  end: Method;
  ended: boolean;
  /** Where exchanges are told before they end. */
  ahead: WriteAhead | undefined;
}

/** The exchange of a raw request, if it is observed. */
export function exchangeOf(request: unknown): Exchange | undefined {
  return (request as ObservedRequest)[EXCHANGE] ?? undefined;
}

/**
 * Watches raw requests and their responses, beneath both platforms, and hands each exchange on once it has ended.
 * It adds no byte and no wait: it looks at what passes through `request.push`, `response.write` and `response.end`.
 * The functions put there are shared by all requests; what is particular to one hangs on the object itself.
 */
export class ExchangeObserver {
  private readonly open = new Set<Exchange>();
  /** Exchanges by connection whose response waits behind that of an earlier request. */
  private readonly queues = new WeakMap<Socket, Set<Exchange>>();

  /**
   * @param maxBodyBytes how much of a body is kept for reading
   * @param ended called once per exchange, when it ended; must not throw
   * @param failed called with what went wrong in here; must not throw
   * @param isSkipped called once for each request, before anything is read; must not throw
   * @param aboutToEnd called before the last byte of a response leaves, its status and headers being final; must not throw
   */
  constructor(
    private readonly maxBodyBytes: number,
    private readonly ended: (exchange: Exchange) => void,
    private readonly failed: (error: unknown) => void,
    private readonly isSkipped: (request: IncomingMessage) => boolean = () => false,
    private readonly aboutToEnd?: (exchange: Exchange) => void,
  ) {}

  /**
   * Begins to observe; a request that is observed already keeps its exchange, so that it is recorded once.
   * `undefined` for a request that is skipped, and for what is not made as Node makes it, such as a request of a host's own
   * making: it goes unrecorded.
   */
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
    // Asked once now, Node remembers it for when the client has gone; HTTP/2 does not.
    const ip = request.socket?.remoteAddress;
    if (request.httpVersionMajor === 2) exchange.arrivedFrom = { ip, host: request.headers[':authority'] as string };
    if (hasBody(request)) this.tapRequest(request, exchange);
    this.tapResponse(response, exchange);
    if (response.socket === null && request.socket instanceof Socket) this.watchConnection(exchange);
    this.open.add(exchange);
    return exchange;
  }

  /** Ends every open exchange as it stands: the process is going down. */
  endAll(): void {
    for (const exchange of this.open) this.settle(exchange, 'unfinished');
  }

  settle(exchange: Exchange, outcome: ActivityOutcome): void {
    if (exchange.isOver) return;
    exchange.isOver = true;
    // One that was told ahead keeps the times of then.
    if (exchange.outcome !== outcome) exchange.end(outcome);
    this.open.delete(exchange);
    exchange.queue?.delete(exchange);
    this.ended(exchange);
  }

  /** A pipelined response that never had its turn is told nothing, not even `close`, when the connection goes. */
  private watchConnection(exchange: Exchange): void {
    const { socket } = exchange.request;
    let queue = this.queues.get(socket);
    if (!queue) {
      const waiting = new Set<Exchange>();
      // One listener for the connection: the client chooses how many requests it pipelines.
      socket.once('close', () => {
        for (const unanswered of waiting) this.settle(unanswered, 'aborted');
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
      ahead: this.aboutToEnd && new WriteAhead(exchange, response, this.aboutToEnd),
    };
    response.write = write as typeof response.write;
    response.end = end as typeof response.end;
    // Our listeners must not be the ones for which Node warns the host of a leak.
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
  // A host may lend the method to an object of its own.
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
  // A span that a middleware of the host began is active here.
  taps.exchange.traceId ??= activeTraceId();
  taps.observer.noteResponse(taps.exchange, args[0], args[1]);
  taps.exchange.sent.complete = true;
  taps.ahead?.beforeEnd(args[0]);
  try {
    const result = taps.end.apply(this, args);
    // It would wait for a socket for ever.
    if (this.socket === null && hasNoSocket(this)) settle(this, true);
    return result;
  } catch (error) {
    // Node refused the chunk: the answer is still to come.
    taps.ended = false;
    taps.ahead?.endFailed();
    throw error;
  }
}

/**
 * On HTTP/2 `finish` also fires if the client disconnects before `end()`. A socket that writes at once, as those of serverless
 * adapters do, makes it fire within `end()`, where `writableEnded` is not true yet.
 */
function finished(this: ObservedResponse | undefined): void {
  settle(this, this?.writableEnded === true || this?.[EXCHANGE]?.ended === true);
}

function closed(this: ObservedResponse | undefined): void {
  settle(this, this?.writableEnded === true && (this.writableFinished || hasNoSocket(this)));
}

/**
 * An adapter's own response: no socket of Node's carries it, so none tells that the client has it, or has gone. On HTTP/2 the
 * socket is gone once the stream has ended.
 */
function hasNoSocket({ socket, [EXCHANGE]: taps }: ObservedResponse): boolean {
  const { request } = taps!.exchange;
  return request.httpVersionMajor !== 2 && !(socket instanceof Socket) && !(request.socket instanceof Socket);
}

/** The host too may call the listeners it finds, and then without `this`. */
function settle(response: ObservedResponse | undefined, isComplete: boolean): void {
  const taps = response?.[EXCHANGE];
  taps?.observer.settle(taps.exchange, isComplete ? 'completed' : 'aborted');
}

/** HTTP/2 needs neither header: there the stream says whether more follows. */
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
