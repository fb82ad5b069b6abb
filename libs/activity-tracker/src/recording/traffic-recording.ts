import type { Server } from 'node:http';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CaptureOptions } from '../capture/capture.options.js';
import { observeExpress, observeExpressServer } from '../capture/express.js';
import { observeFastify } from '../capture/fastify.js';
import { ExchangeObserver } from '../capture/observe.js';
import { ActivityRecorder } from './activity-recorder.js';
import { RecordSink } from './record-sink.js';

/**
 * Lets the recorder see the app's traffic. Installed while providers are being made, so before the host adds
 * anything to its app; an app without HTTP (a microservice, an application context) has none.
 */
@Injectable()
export class TrafficRecording implements OnApplicationShutdown, OnModuleInit {
  private readonly observer: ExchangeObserver;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(CaptureOptions) options: CaptureOptions,
    @Inject(ActivityRecorder) private readonly recorder: ActivityRecorder,
    @Inject(RecordSink) private readonly sink: RecordSink,
  ) {
    this.observer = new ExchangeObserver(
      options.maxBodyBytes,
      (exchange) => recorder.record(exchange),
      (error) => recorder.noteFailure(error),
    );
    if (this.adapter) this.install(this.adapter);
  }

  /** By now Express has its server. */
  onModuleInit(): void {
    if (this.adapter?.getType() !== 'express') return;
    const server = this.adapter.getHttpServer() as Server | undefined;
    if (server) observeExpressServer(server, this.observer);
  }

  /** The server has closed by now: what is still open gets no other end. */
  onApplicationShutdown(): void {
    this.observer.endAll();
    this.recorder.endTurn();
  }

  /** Undefined in apps without HTTP, whatever the type says, and where nobody wants records. */
  private get adapter(): HttpAdapterHost['httpAdapter'] | undefined {
    return this.sink.isWanted ? (this.host?.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined) : undefined;
  }

  private install(adapter: HttpAdapterHost['httpAdapter']): void {
    const platform = adapter.getType();
    if (platform === 'express') observeExpress(adapter, this.observer);
    else if (platform === 'fastify') observeFastify(adapter.getInstance(), this.observer);
    else {
      new Logger('ActivityTracker').warn(
        `HTTP platform "${platform}" is not known: nothing is recorded. Use Express or Fastify.`,
      );
    }
  }
}
