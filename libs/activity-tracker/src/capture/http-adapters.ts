import { Inject, Optional, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

export type HttpAdapter = HttpAdapterHost['httpAdapter'];

/** The HTTP adapter of the container: that of the application made last. */
@Injectable()
export class HttpAdapters {
  constructor(@Optional() @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /** Undefined in applications without HTTP, and in a testing module before its application is created. */
  get current(): HttpAdapter | undefined {
    // Null in an application context, whatever the type says.
    return (this.host?.httpAdapter as HttpAdapter | null | undefined) ?? undefined;
  }

  /**
   * @param listener called as soon as there is an adapter: NestFactory sets it before providers exist, a testing module
   * when it creates its first application. Nest reports no later one.
   */
  onFirst(listener: (adapter: HttpAdapter) => void): void {
    if (this.current) listener(this.current);
    else this.host?.init$?.subscribe(() => this.current && listener(this.current));
  }
}
