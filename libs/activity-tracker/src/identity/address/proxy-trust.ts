import { Optional, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HostLog } from '../../common/host-log.js';

const PEER = '192.0.2.1';
const FORWARDED = '198.51.100.1';

/** Warns if the platform trusts any `X-Forwarded-For` header, or ignores its trust-proxy setting. */
@Injectable()
export class ProxyTrustCheck implements OnApplicationBootstrap {
  constructor(@Optional() private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    // `null` in an application context.
    const adapter = this.host?.httpAdapter as HttpAdapterHost['httpAdapter'] | null | undefined;
    const warning = adapter ? warningFor(adapter.getType(), adapter.getInstance()) : undefined;
    if (warning !== undefined) new HostLog().warn(warning);
  }
}

function warningFor(platform: string, instance: object): string | undefined {
  if (platform === 'express') {
    const trust = (instance as { get(setting: string): unknown }).get('trust proxy');
    return trust === true ? trustsAll('"trust proxy"', 'the number of your proxies, or to their addresses') : undefined;
  }
  if (platform !== 'fastify') return undefined;
  const trust = fastifyOptions(instance)?.trustProxy;
  if (trust === true) return trustsAll('trustProxy', "the addresses of your proxies, such as '10.0.0.0/8'");
  if (typeof trust !== 'number' || trust < 1 || !ignoresProxies(instance)) return undefined;
  const version = String((instance as { version?: unknown }).version);
  return (
    `trustProxy is ${trust}, and Fastify ${version} ignores a number, so client_ip_address and country are those of your ` +
    "proxy. Set it to the addresses of your proxies, such as '10.0.0.0/8', or to a function of address and hop."
  );
}

function trustsAll(setting: string, remedy: string): string {
  return (
    `${setting} is true, so the left-most address of X-Forwarded-For counts as the client's, and any client can write ` +
    `one there: client_ip_address and country can be forged. Set it to ${remedy}.`
  );
}

/** Since 5.12.1 Fastify ignores a number of proxies; probes the installed version, false if that fails. */
function ignoresProxies(instance: object): boolean {
  try {
    const Request = symbolOf(instance, 'fastify.Request') as { prototype: object };
    const headers = { 'x-forwarded-for': FORWARDED };
    const raw = { headers, socket: { remoteAddress: PEER }, connection: { remoteAddress: PEER } };
    const request = Object.create(Request.prototype, { raw: { value: raw }, headers: { value: headers } }) as {
      ip: unknown;
    };
    return request.ip === PEER;
  } catch {
    return false;
  }
}

/** `initialConfig`, the public view of the options, omits `trustProxy`. */
function fastifyOptions(instance: object): { trustProxy?: unknown } | undefined {
  return symbolOf(instance, 'fastify.options') as { trustProxy?: unknown } | undefined;
}

function symbolOf(instance: object, name: string): unknown {
  const key = Object.getOwnPropertySymbols(instance).find(({ description }) => description === name);
  return key && (instance as Record<symbol, unknown>)[key];
}
