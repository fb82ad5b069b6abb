import { Optional, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

export type HttpAdapter = HttpAdapterHost['httpAdapter'];

@Injectable()
export class HttpAdapters {
  constructor(@Optional() private readonly host: HttpAdapterHost) {}

  get current(): HttpAdapter | undefined {
    return (this.host?.httpAdapter as HttpAdapter | null | undefined) ?? undefined;
  }

  /** Called when the first adapter exists: before the providers, or in a testing module with its first application. */
  onFirst(listener: (adapter: HttpAdapter) => void): void {
    if (this.current) listener(this.current);
    else this.host?.init$?.subscribe(() => this.current && listener(this.current));
  }
}
