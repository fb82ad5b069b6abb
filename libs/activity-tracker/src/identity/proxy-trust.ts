import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Warns of a platform that believes whatever address a client writes into `X-Forwarded-For`. */
@Injectable()
export class ProxyTrustCheck implements OnApplicationBootstrap {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /** By now the host has set up its platform. */
  onApplicationBootstrap(): void {
    // Undefined in apps without HTTP, whatever the type says.
    const adapter = this.host?.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    const setting = adapter && settingThatTrustsAll(adapter.getType(), adapter.getInstance());
    if (setting === undefined) return;
    new Logger('ActivityTracker').warn(
      `${setting} is true, so the left-most address of X-Forwarded-For counts as the client's, and any client can write ` +
        `one there: client_ip_address and country can be forged. Set it to the number of your proxies, or to their addresses.`,
    );
  }
}

function settingThatTrustsAll(platform: string, instance: unknown): string | undefined {
  if (platform === 'express') {
    return (instance as { get(setting: string): unknown }).get('trust proxy') === true ? '"trust proxy"' : undefined;
  }
  return platform === 'fastify' && fastifyOptions(instance as object)?.trustProxy === true ? 'trustProxy' : undefined;
}

/** Fastify shows plugins a part of its options in `initialConfig`, and `trustProxy` is not in it. */
function fastifyOptions(instance: object): { trustProxy?: unknown } | undefined {
  const key = Object.getOwnPropertySymbols(instance).find(({ description }) => description === 'fastify.options');
  return key && (instance as Record<symbol, { trustProxy?: unknown } | undefined>)[key];
}
