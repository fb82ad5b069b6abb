import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CaptureOptions } from '../capture/capture.options.js';
import { observeExpress } from '../capture/express.js';
import { observeFastify } from '../capture/fastify.js';
import { ExchangeObserver } from '../capture/observe.js';
import { ActivityRecorder } from './activity-recorder.js';

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
  ) {
    this.observer = new ExchangeObserver(options.maxBodyBytes, (exchange) => recorder.record(exchange));
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- undefined in apps without HTTP, whatever the type says
    const adapter = host?.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    switch (adapter?.getType()) {
      case undefined:
        break;
      case 'express':
        observeExpress(adapter!, this.observer);
        break;
      case 'fastify':
        observeFastify(adapter!.getInstance(), this.observer);
        break;
      default:
        new Logger('ActivityTracker').warn(
          `HTTP platform "${adapter!.getType()}" is not known: nothing is recorded. Use Express or Fastify.`,
        );
    }
  }

  /** The server has closed by now: what is still open gets no other end. */
  onApplicationShutdown(): void {
    this.observer.endAll();
  }
}
