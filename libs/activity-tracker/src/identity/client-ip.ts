import { isIP } from 'node:net';

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address as the platform yields it, without zone id or IPv4-in-IPv6 dress; `null` if it is not an IP address. */
export function clientIp(address: unknown): string | null {
  if (typeof address !== 'string') return null;
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  const ip = IPV4_IN_IPV6.exec(bare)?.[1] ?? bare;
  return isIP(ip) === 0 ? null : ip;
}
