import type { Exchange } from './exchange.js';

/** Form of `api` in a record: URL with an allowed host, path and query, or URL with any well-formed host. @publicApi */
export type PathType = 'ABSOLUTE' | 'FULL_PATH' | 'RAW_URI';

const WELL_FORMED_HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

export interface UrlOrigin {
  readonly host: string | undefined;
  readonly protocol: string;
}

/** Follows the platform's trust-proxy setting. */
export function urlOrigin(exchange: Exchange): UrlOrigin {
  const host = exchange.origin('host') ?? exchange.request.headers.host;
  return { host, protocol: exchange.origin('protocol') ?? 'http' };
}

/** Omits a malformed or forbidden host. */
export function apiUrl(
  origin: UrlOrigin | undefined,
  target: string,
  pathType: PathType,
  allowedHosts: readonly string[],
): string {
  if (pathType === 'FULL_PATH' || !origin) return target;
  const { host, protocol } = origin;
  if (!host || !WELL_FORMED_HOST.test(host)) return target;
  if (protocol !== 'http' && protocol !== 'https') return target;
  if (pathType === 'ABSOLUTE' && !isAllowed(host, allowedHosts)) return target;
  return `${protocol}://${host}${target}`;
}

/** Patterns of Django's ALLOWED_HOSTS: a host, `.example.com` with its subdomains, or `*`. */
function isAllowed(host: string, allowedHosts: readonly string[]): boolean {
  if (allowedHosts.length === 0) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return allowedHosts.some((allowed) => {
    const pattern = allowed.toLowerCase();
    if (pattern === '*') return true;
    return pattern.startsWith('.') ? name === pattern.slice(1) || name.endsWith(pattern) : name === pattern;
  });
}
