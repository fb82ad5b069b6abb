import type { Server } from 'node:http';
import { Optional, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { ApplicationLife } from '../buffer/life/application-life.js';
import { atExit } from '../buffer/life/process-end.js';
import { ActivityInterceptor } from '../capture/routes/activity.interceptor.js';
import { CaptureOptions } from '../capture/capture.options.js';
import { tapExpress, tapExpressServer } from '../capture/express.js';
import { tapFastify } from '../capture/fastify.js';
import { type HttpAdapter, HttpAdapters } from '../capture/http-adapters.js';
import { ExchangeObserver } from '../capture/observe.js';
import { RouteMetadataReader } from '../capture/routes/route-metadata.js';
import { RouteRegistry } from '../capture/routes/route-registry.js';
import { SkippedRequests } from '../capture/routes/skipped-requests.js';
import type { Tap } from '../capture/bodies/tap.js';
import { ActivityRecorder } from './activity-recorder.js';
import { RecordSink } from './record-sink.js';
import { HostLog } from '../common/host-log.js';

@Injectable()
export class TrafficRecording implements OnApplicationShutdown {
  private readonly logger = new HostLog();
  private readonly observer: ExchangeObserver;
  private readonly taps = new Set<Tap>();
  private readonly refused = new WeakSet<HttpAdapter>();
  private interceptor: ActivityInterceptor | undefined;
  private readonly atExit = (): void => this.observer.releaseHeld();

  constructor(
    private readonly adapters: HttpAdapters,
    @Optional() private readonly config: ApplicationConfig,
    private readonly options: CaptureOptions,
    private readonly routes: RouteRegistry,
    private readonly reader: RouteMetadataReader,
    private readonly recorder: ActivityRecorder,
    private readonly sink: RecordSink,
    private readonly life: ApplicationLife,
  ) {
    const skipped = new SkippedRequests(options);
    this.observer = new ExchangeObserver(
      options.maxBodyBytes,
      (exchange) => recorder.record(exchange),
      (error) => recorder.noteFailure(error),
      (request) => skipped.has(request),
      sink.isJournal ? (exchanges) => recorder.writeAhead(exchanges) : undefined,
    );
    if (sink.isWanted) adapters.onFirst((adapter) => this.attach(adapter));
  }

  /** Called during initialization, when Express has its server and an adapter may be in use again. */
  attachApplication(): void {
    const adapter = this.adapters.current;
    if (!adapter || !this.sink.isWanted) return;
    if (this.sink.isJournal) atExit.add(this.atExit);
    this.attach(adapter);
    if (adapter.getType() !== 'express') return;
    const server = adapter.getHttpServer() as Server | undefined;
    if (server) this.take(tapExpressServer(server));
  }

  /** The server is closed: end open exchanges here, because no event will. */
  onApplicationShutdown(): void {
    if (!this.life.isOver) return;
    this.observer.endAll();
    atExit.delete(this.atExit);
    this.recorder.flushDeferred();
    for (const tap of this.taps) tap.release(this.observer);
    this.taps.clear();
  }

  private attach(adapter: HttpAdapter): void {
    if (this.refused.has(adapter)) return;
    try {
      this.take(tapAdapter(adapter));
      this.intercept();
    } catch (error) {
      this.refused.add(adapter);
      this.logger.warn(`Recording is off for this application: ${(error as Error).message}`);
    }
  }

  private take(tap: Tap): void {
    tap.claim(this.observer);
    this.taps.add(tap);
  }

  /** Any interceptor makes Nest answer a failing `@Sse()` handler with 200, so such applications get none. */
  private intercept(): void {
    if (this.interceptor || !(this.options.globalInterceptor ?? !this.routes.hasServerSentEvents)) return;
    this.interceptor = new ActivityInterceptor(this.reader, (exchange, route) =>
      this.recorder.guardsPassed(exchange, route),
    );
    // A testing module that is compiled twice keeps the interceptor of the first compilation.
    const interceptors = this.config.getGlobalInterceptors();
    const index = interceptors.findIndex((each) => each instanceof ActivityInterceptor);
    if (index === -1) this.config.addGlobalInterceptor(this.interceptor);
    else interceptors[index] = this.interceptor;
  }
}

function tapAdapter(adapter: HttpAdapter): Tap {
  const platform = adapter.getType();
  if (platform === 'express') return tapExpress(adapter.getInstance());
  if (platform !== 'fastify') throw new Error(`HTTP platform "${platform}" is not supported. Use Express or Fastify.`);
  try {
    return tapFastify(adapter.getInstance());
  } catch (error) {
    throw new Error(
      `the Fastify instance accepts no more hooks (${(error as Error).message}). Create the Nest application before the ` +
        'instance starts.',
      { cause: error },
    );
  }
}
