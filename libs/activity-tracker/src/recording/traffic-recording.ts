import type { Server } from 'node:http';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { ActivityInterceptor } from '../capture/activity.interceptor.js';
import { CaptureOptions } from '../capture/capture.options.js';
import { tapExpress, tapExpressServer } from '../capture/express.js';
import { tapFastify } from '../capture/fastify.js';
import { type HttpAdapter, HttpAdapters } from '../capture/http-adapters.js';
import { ExchangeObserver } from '../capture/observe.js';
import { RouteMetadataReader } from '../capture/route-metadata.js';
import { RouteRegistry } from '../capture/route-registry.js';
import type { Tap } from '../capture/tap.js';
import { ActivityRecorder } from './activity-recorder.js';
import { RecordSink } from './record-sink.js';

/** Attaches the recorder to each HTTP adapter. Applications without HTTP have none. */
@Injectable()
export class TrafficRecording implements OnApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private readonly observer: ExchangeObserver;
  private readonly taps = new Set<Tap>();
  private interceptor: ActivityInterceptor | undefined;

  constructor(
    @Inject(HttpAdapters) private readonly adapters: HttpAdapters,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(CaptureOptions) private readonly options: CaptureOptions,
    @Inject(RouteRegistry) private readonly routes: RouteRegistry,
    @Inject(RouteMetadataReader) private readonly reader: RouteMetadataReader,
    @Inject(ActivityRecorder) private readonly recorder: ActivityRecorder,
    @Inject(RecordSink) sink: RecordSink,
  ) {
    this.observer = new ExchangeObserver(
      options.maxBodyBytes,
      (exchange) => recorder.record(exchange),
      (error) => recorder.noteFailure(error),
    );
    if (sink.isWanted) adapters.onEach((adapter) => this.attach(adapter));
  }

  /** By now Express has its server. Called while an application initializes. */
  attachServer(): void {
    const adapter = this.adapters.current;
    if (this.taps.size === 0 || adapter?.getType() !== 'express') return;
    const server = adapter.getHttpServer() as Server | undefined;
    if (server) this.take(tapExpressServer(server));
  }

  /** The server has closed by now, so exchanges that are still open get no other end. */
  onApplicationShutdown(): void {
    this.observer.endAll();
    this.recorder.endTurn();
    for (const tap of this.taps) tap.observer = undefined;
    this.taps.clear();
  }

  private attach(adapter: HttpAdapter): void {
    const platform = adapter.getType();
    if (platform !== 'express' && platform !== 'fastify') {
      this.logger.warn(`HTTP platform "${platform}" is not known: nothing is recorded. Use Express or Fastify.`);
      return;
    }
    try {
      this.take(platform === 'express' ? tapExpress(adapter.getInstance()) : tapFastify(adapter.getInstance()));
    } catch (error) {
      this.logger.warn(
        `The ${platform} instance takes no more hooks (${(error as Error).message}): its calls are not recorded. ` +
          'Create the Nest application before the instance starts.',
      );
      return;
    }
    this.intercept();
  }

  /** A tap that serves another tracker stays with it, so that a call is recorded once. */
  private take(tap: Tap): void {
    if (tap.observer !== undefined && tap.observer !== this.observer) return;
    tap.observer = this.observer;
    this.taps.add(tap);
  }

  /** Nest answers a failing `@Sse()` handler with 200 where any interceptor is: there route names tell instead. */
  private intercept(): void {
    if (this.interceptor || !(this.options.globalInterceptor ?? !this.routes.hasServerSentEvents)) return;
    this.interceptor = new ActivityInterceptor(this.reader, (exchange) => this.recorder.guardsPassed(exchange));
    // A testing module that is compiled twice keeps its configuration, and so the interceptor of the first time.
    const interceptors = this.config.getGlobalInterceptors();
    const index = interceptors.findIndex((each) => each instanceof ActivityInterceptor);
    if (index === -1) this.config.addGlobalInterceptor(this.interceptor);
    else interceptors[index] = this.interceptor;
  }
}
