import type { Exchange } from './exchange.js';

/**
 * Form of `api` in a record: with scheme and host, path and query without them, or as the client sent it.
 * @publicApi
 */
export type PathType = 'ABSOLUTE' | 'FULL_PATH' | 'RAW_URI';

/** RFC 3986 host with optional port: a name, an IPv4 address, or an IPv6 address in brackets. */
const WELL_FORMED_HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * URL in the chosen form. The host is what the platform's trust-proxy setting yields; one that is malformed, or for
 * `ABSOLUTE` not among `allowedHosts` (empty: any), is left out.
 */
export function apiUrl(
  exchange: Exchange,
  target: string,
  pathType: PathType,
  allowedHosts: readonly string[],
): string {
  if (pathType === 'FULL_PATH') return target;
  const host = exchange.origin('host') ?? exchange.request.headers.host;
  if (!host || !WELL_FORMED_HOST.test(host)) return target;
  const protocol = exchange.origin('protocol') ?? 'http';
  // Behind a trusted proxy it is what a header says.
  if (protocol !== 'http' && protocol !== 'https') return target;
  if (pathType === 'ABSOLUTE' && !isAllowed(host, allowedHosts)) return target;
  return `${protocol}://${host}${target}`;
}

/** Django's patterns: a host, `.example.com` for it and all below it, `*` for any. */
function isAllowed(host: string, allowedHosts: readonly string[]): boolean {
  if (allowedHosts.length === 0) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return allowedHosts.some((allowed) => {
    const pattern = allowed.toLowerCase();
    if (pattern === '*') return true;
    return pattern.startsWith('.') ? name === pattern.slice(1) || name.endsWith(pattern) : name === pattern;
  });
}
