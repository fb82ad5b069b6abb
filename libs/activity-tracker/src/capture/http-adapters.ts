import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

export type HttpAdapter = HttpAdapterHost['httpAdapter'];

/**
 * Reports each HTTP adapter of the container: NestFactory sets it before providers exist, a testing module when an
 * application is created, and a second application of the same container replaces it without an event.
 */
@Injectable()
export class HttpAdapters {
  private readonly reported = new WeakSet<HttpAdapter>();
  private readonly listeners: ((adapter: HttpAdapter) => void)[] = [];

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {
    host?.init$?.subscribe(() => this.look());
  }

  /** Undefined in applications without HTTP. */
  get current(): HttpAdapter | undefined {
    return this.host?.httpAdapter as HttpAdapter | undefined;
  }

  /** @param listener called at once for the current adapter and then for each new one */
  onEach(listener: (adapter: HttpAdapter) => void): void {
    this.listeners.push(listener);
    const { current } = this;
    if (current && this.reported.has(current)) listener(current);
    else this.look();
  }

  /** Called while an application initializes: after its middleware, before its routes. */
  look(): void {
    const { current } = this;
    if (!current || this.reported.has(current)) return;
    this.reported.add(current);
    for (const listener of this.listeners) listener(current);
  }
}
