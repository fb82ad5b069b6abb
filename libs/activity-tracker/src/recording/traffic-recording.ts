import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CaptureOptions } from '../capture/capture.options.js';
import { observeExpress } from '../capture/express.js';
import { observeFastify } from '../capture/fastify.js';
import { ExchangeObserver } from '../capture/observe.js';
import { ActivityRecorder } from './activity-recorder.js';
import { RecordSink } from './record-sink.js';

/**
 * Lets the recorder see the app's traffic. Installed while providers are being made, so before the host adds
 * anything to its app; an app without HTTP (a microservice, an application context) has none.
 */
@Injectable()
export class TrafficRecording implements OnApplicationShutdown {
  private readonly observer: ExchangeObserver;

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(CaptureOptions) options: CaptureOptions,
    @Inject(ActivityRecorder) recorder: ActivityRecorder,
    @Inject(RecordSink) sink: RecordSink,
  ) {
    this.observer = new ExchangeObserver(
      options.maxBodyBytes,
      (exchange) => recorder.record(exchange),
      (error) => recorder.noteFailure(error),
    );
    // Undefined in apps without HTTP, whatever the type says.
    const adapter = host?.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    if (adapter && sink.isWanted) this.install(adapter);
  }

  /** The server has closed by now: what is still open gets no other end. */
  onApplicationShutdown(): void {
    this.observer.endAll();
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
