import { isIPv4 } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { clientIp } from '../../common/client-ip.js';

/** Proxy headers: `X-Forwarded-For`, `Forwarded`, `X-Real-IP`, `True-Client-IP` and similar names. */
const ADDRESS_HEADER = /^forwarded$|forwarded-for$|ip(?:v?6)?$/;
const MAYBE_ADDRESS = /(?<![\da-f.:])[\da-f]*(?:[.:][\da-f]*){2,}/gi;

export function shortAddress(ip: string): string {
  if (isIPv4(ip)) return ip.replace(/\d+$/, '0');
  const [head = [], tail] = ip.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail ? Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0') : [];
  const kept = [...head, ...zeros, ...(tail ?? [])].slice(0, 3);
  return new URL(`http://[${kept.join(':')}::]`).hostname.slice(1, -1);
}

export function withShortAddresses(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, ADDRESS_HEADER.test(name) ? shortened(value) : value]),
  );
}

function shortened(value: string | string[] | undefined): string | string[] | undefined {
  if (Array.isArray(value)) return value.map(shortenedIn);
  return value === undefined ? undefined : shortenedIn(value);
}

function shortenedIn(text: string): string {
  return text.replaceAll(MAYBE_ADDRESS, (found) => {
    const ip = clientIp(found);
    return ip === null ? found : shortAddress(ip);
  });
}
