import { isIP } from 'node:net';

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** `203.0.113.7:51234` and `[2001:db8::1]:443`, as load balancers write addresses. */
const WITH_PORT = /^(?:(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}|\[([\da-f:.%a-z]{2,60})\](?::\d{1,5})?)$/i;
const LONGEST_ADDRESS = 80;

/** Strips port, zone id and IPv4-in-IPv6 prefix; `null` if it is not an IP address. */
export function clientIp(given: unknown): string | null {
  if (typeof given !== 'string' || given.length > LONGEST_ADDRESS) return null;
  const [, ipv4, ipv6] = WITH_PORT.exec(given) ?? [];
  const address = ipv4 ?? ipv6 ?? given;
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  const ip = IPV4_IN_IPV6.exec(bare)?.[1] ?? bare;
  return isIP(ip) === 0 ? null : ip;
}
