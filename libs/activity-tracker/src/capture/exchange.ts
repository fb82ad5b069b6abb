import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ActivityOutcome } from '../record/activity-log.js';
import { activeTraceId } from './active-span.js';
import type { CapturedBody } from './bodies/captured-body.js';
import type { RouteMetadata } from './routes/route-metadata.js';
import { SentBody } from './bodies/sent-body.js';
import { originForm, pathOf } from './request-target.js';

/** The parts of Express's and Fastify's request objects that we read. Neither is ever written to. */
export interface PlatformRequest {
  readonly ip?: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly params?: unknown;
  readonly body?: unknown;
}

/** Where a request came from, and which host it was for. */
export type Origin = Pick<PlatformRequest, 'ip' | 'protocol' | 'host'>;

/** Which route answered, as far as the platform knows: also where a guard refused and no interceptor ran. */
export interface MatchedRoute {
  /** Template, such as `/orders/:id`. */
  template: string;
  /** `OrdersController.find`, where Nest names its handlers: from 12.1 on. */
  handlerName: string | undefined;
  /** Not of a plugin, or of the host's own making, as far as can be told. */
  isOfNest: boolean;
  /** Of a route that was found by path, because the request was refused before it was routed. */
  params?: Record<string, unknown>;
}

/** One file per platform answers these. */
export interface Platform {
  matchedRoute(request: PlatformRequest): MatchedRoute | undefined;
  /** Of a request whose body was refused before it was routed. Missing where the platform routes first. */
  routeByPath?(request: PlatformRequest, method: string, path: string): MatchedRoute | undefined;
}

/** Malformed, too long, of an unknown encoding. */
const BODY_REFUSED: ReadonlySet<number> = new Set([400, 413, 415]);

/** One call and its answer, from arrival to the end of the response. */
export class Exchange {
  /** Epoch milliseconds. */
  readonly arrivedAt = Date.now();
  /** Monotonic milliseconds. */
  readonly startedAt = performance.now();
  /** The URL as it arrived: routers and middleware rewrite `request.url`. */
  readonly url: string;
  endedAt = 0;
  outcome: ActivityOutcome | undefined;
  /** Nothing more happens to it. */
  isOver = false;
  /** Of the answer, once it ended; `null` where there was none. The response forgets, and the host may use it on. */
  statusCode: number | null = null;
  requestBody: CapturedBody | undefined;
  readonly sent: SentBody;
  /** Set by the interceptor, where there is one. */
  route: RouteMetadata | undefined;
  /** Express: the raw request itself. Fastify: its wrapper, once its first hook has run. */
  platformRequest: PlatformRequest | undefined;
  /** Of the OpenTelemetry span that was active when the request began, or when the host ended the response. */
  traceId = activeTraceId();
  /** HTTP/2 only, where a stream that has ended no longer knows its connection: read on arrival. */
  arrivedFrom: Origin | undefined;
  /** Of its connection, while its response waits behind others. */
  queue: Set<Exchange> | undefined;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly platform: Platform,
    maxBodyBytes: number,
  ) {
    this.sent = new SentBody(request, response, maxBodyBytes);
    // An Express application that mounts the host's has cut its own path off.
    this.url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
  }

  matchedRoute(): MatchedRoute | undefined {
    if (!this.platformRequest) return undefined;
    return this.platform.matchedRoute(this.platformRequest) ?? this.refusedRoute(this.platformRequest);
  }

  private refusedRoute(request: PlatformRequest): MatchedRoute | undefined {
    if (this.requestBody === undefined || !BODY_REFUSED.has(this.statusCode ?? 0)) return undefined;
    return this.platform.routeByPath?.(request, this.request.method ?? '', pathOf(originForm(this.url)));
  }

  get hasOrigin(): boolean {
    return this.arrivedFrom !== undefined || this.platformRequest !== undefined;
  }

  /** Undefined where the platform cannot tell: a request without a socket, a trust-proxy function that throws. */
  origin(part: keyof Origin): string | undefined {
    try {
      return (this.arrivedFrom ?? this.platformRequest)?.[part];
    } catch {
      return undefined;
    }
  }

  /** Without HTTP/2's `:path` and its like, which are no headers. */
  get requestHeaders(): IncomingHttpHeaders {
    const { headers, httpVersionMajor } = this.request;
    if (httpVersionMajor < 2) return headers;
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
  }

  /** The exchange is over. What may change from now on is read. */
  end(outcome: ActivityOutcome): void {
    this.outcome = outcome;
    this.endedAt = performance.now();
    const { headersSent, socket, writableFinished, statusCode } = this.response;
    // The head of an answer that never had its turn was not handed to the connection.
    if (headersSent && (socket !== null || writableFinished || outcome === 'completed')) this.statusCode = statusCode;
  }

  /** Seconds. */
  get executionTime(): number {
    return (this.endedAt - this.startedAt) / 1000;
  }
}
