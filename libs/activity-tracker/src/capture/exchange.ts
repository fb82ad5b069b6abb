import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ActivityOutcome } from '../record/activity-log.js';
import { activeTraceId } from './active-span.js';
import type { CapturedBody } from './bodies/captured-body.js';
import type { RouteMetadata } from './routes/route-metadata.js';
import { SentBody } from './bodies/sent-body.js';
import { originForm, pathOf } from './request-target.js';

export interface PlatformRequest {
  readonly ip?: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly params?: unknown;
  readonly body?: unknown;
}

export type Origin = Pick<PlatformRequest, 'ip' | 'protocol' | 'host'>;

export interface MatchedRoute {
  template: string;
  /** Such as `OrdersController.find`; Nest names handlers from 12.1. */
  handlerName: string | undefined;
  /** False for routes registered outside Nest (plugins, raw handlers), as well as we can tell. */
  isOfNest: boolean;
  params?: Record<string, unknown>;
}

export interface Platform {
  matchedRoute(request: PlatformRequest): MatchedRoute | undefined;
  routeByPath?(request: PlatformRequest, method: string, path: string): MatchedRoute | undefined;
}

/** Statuses of body parser errors: malformed, too long, unknown encoding. */
const BODY_REFUSED: ReadonlySet<number> = new Set([400, 413, 415]);

export class Exchange {
  /** Epoch milliseconds. */
  readonly arrivedAt = Date.now();
  readonly startedAt = performance.now();
  /** URL as received: routers and middleware rewrite `request.url`. */
  readonly url: string;
  endedAt = 0;
  outcome: ActivityOutcome | undefined;
  isOver = false;
  /** Read when the exchange ends, because the response object may be reused; null if nothing was sent. */
  statusCode: number | null = null;
  requestBody: CapturedBody | undefined;
  readonly sent: SentBody;
  route: RouteMetadata | undefined;
  platformRequest: PlatformRequest | undefined;
  /** Trace of the OpenTelemetry span that is active when the request starts or the response ends. */
  traceId = activeTraceId();
  /** HTTP/2 only, read on arrival: an ended stream no longer knows its connection. */
  arrivedFrom: Origin | undefined;
  queue: Set<Exchange> | undefined;
  /** The recorder's state, from the end of the response to the end of the exchange. */
  writtenAhead: unknown;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly platform: Platform,
    maxBodyBytes: number,
  ) {
    this.sent = new SentBody(request, response, maxBodyBytes);
    // A mounted Express application sees a URL without its mount path.
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

  /** Undefined if the platform cannot tell: no socket, or a trust-proxy function that throws. */
  origin(part: keyof Origin): string | undefined {
    try {
      return (this.arrivedFrom ?? this.platformRequest)?.[part];
    } catch {
      return undefined;
    }
  }

  get requestHeaders(): IncomingHttpHeaders {
    const { headers, httpVersionMajor } = this.request;
    if (httpVersionMajor < 2) return headers;
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
  }

  end(outcome: ActivityOutcome): void {
    this.outcome = outcome;
    this.endedAt = performance.now();
    const { headersSent, socket, writableFinished, statusCode } = this.response;
    // Without a socket, the head of a pipelined response was never sent.
    if (headersSent && (socket !== null || writableFinished || outcome === 'completed')) this.statusCode = statusCode;
  }

  /** Seconds. */
  get executionTime(): number {
    return (this.endedAt - this.startedAt) / 1000;
  }
}
