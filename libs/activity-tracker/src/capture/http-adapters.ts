import { Inject, Optional, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

export type HttpAdapter = HttpAdapterHost['httpAdapter'];

@Injectable()
export class HttpAdapters {
  constructor(@Optional() @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  get current(): HttpAdapter | undefined {
    return (this.host?.httpAdapter as HttpAdapter | null | undefined) ?? undefined;
  }

  /**
   * @param listener called when the first adapter exists: NestFactory sets it before providers, a testing module when
   *   it creates its first application; Nest reports no later one
   */
  onFirst(listener: (adapter: HttpAdapter) => void): void {
    if (this.current) listener(this.current);
    else this.host?.init$?.subscribe(() => this.current && listener(this.current));
  }
}
