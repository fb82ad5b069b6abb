import { BlockList, isIPv6 } from 'node:net';

/** Networks without a country: private, loopback, link-local, documentation, reserved (RFC 6890). */
const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const IPV6 = [
  '::/127',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  '3fff::/20',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const nowhere = new BlockList();
for (const [networks, family] of [
  [IPV4, 'ipv4'],
  [IPV6, 'ipv6'],
] as const) {
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string];
    nowhere.addSubnet(address, Number(bits), family);
  }
}

export function isPublicAddress(ip: string): boolean {
  return !nowhere.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}
