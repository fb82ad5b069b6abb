import { isIP, isIPv4, SocketAddress } from 'node:net';

const GROUP_BITS = 16;
const GROUPS = 8;

export function canonicalAddress(text: string): string | undefined {
  const version = isIP(text);
  if (version === 0 || text.includes('%')) return undefined;
  return version === 4 ? text : new SocketAddress({ address: text, family: 'ipv6' }).address;
}

/** Canonical spelling, host bits cleared. `undefined` for an IPv6 range that ends within a group: it would read the whole log. */
export function canonicalNetwork(text: string): string | undefined {
  const [, address = '', bitsText = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const bits = Number(bitsText);
  const canonical = canonicalAddress(address);
  if (canonical === undefined || bits < 1) return undefined;
  if (isIPv4(canonical)) {
    if (bits > 32) return undefined;
    return `${octets(masked(ipv4Number(canonical), bits)).join('.')}/${bits}`;
  }
  if (bits >= 128 || bits % GROUP_BITS !== 0) return undefined;
  const kept = bits / GROUP_BITS;
  const groups = ipv6Groups(canonical).map((group, index) => (index < kept ? group : 0));
  return `${canonicalAddress(groups.map((group) => group.toString(16)).join(':'))}/${bits}`;
}

/** Matches exactly the addresses of a canonical network; anchored, so that an index can be used. */
export function networkPattern(network: string): RegExp {
  const [address = '', bitsText] = network.split('/');
  const bits = Number(bitsText);
  return isIPv4(address) ? ipv4Pattern(address, bits) : ipv6Pattern(ipv6Groups(address).slice(0, bits / GROUP_BITS));
}

const ipv4Number = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
const octets = (number: number): number[] => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
const masked = (number: number, bits: number): number => (number & (0xffffffff << (32 - bits))) >>> 0;

function ipv4Pattern(address: string, bits: number): RegExp {
  const parts = address.split('.').map(Number);
  const whole = Math.floor(bits / 8);
  const fixed = parts
    .slice(0, whole)
    .map((octet) => `${octet}\\.`)
    .join('');
  if (whole === 4) return new RegExp(`^${fixed.slice(0, -2)}$`);
  // Without a dot the text is an IPv6 address that begins with the same digits.
  if (bits % 8 === 0) return new RegExp(`^${fixed}`);
  const first = parts[whole]!;
  const choices = Array.from({ length: 2 ** (8 - (bits % 8)) }, (_, step) => first + step);
  return new RegExp(`^${fixed}(?:${choices.join('|')})${whole === 3 ? '$' : '\\.'}`);
}

function ipv6Groups(address: string): number[] {
  // The last 32 bits may be in dotted form.
  const dotted = /[\d.]+$/.exec(address)?.[0] ?? '';
  const plain = dotted.includes('.') ? address.slice(0, -dotted.length) + hexGroups(dotted) : address;
  const [head = '', tail] = plain.split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : GROUPS - front.length - back.length;
  return [...front, ...Array.from({ length: zeros }, () => '0'), ...back].map((group) => parseInt(group, 16));
}

function hexGroups(dotted: string): string {
  const number = ipv4Number(dotted);
  return `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
}

/** The canonical spelling shortens one run of zeros, inside or beyond the fixed groups: each is an alternative. */
function ipv6Pattern(fixed: readonly number[]): RegExp {
  const written = (groups: readonly number[]) => groups.map((group) => group.toString(16)).join(':');
  const left = GROUPS - fixed.length;
  const alternatives = [`${written(fixed)}:`];
  for (const [start, end] of zeroRuns(fixed)) {
    const head = written(fixed.slice(0, start));
    const more = '[0-9a-f]+';
    if (end < fixed.length) alternatives.push(`${head}::${written(fixed.slice(end))}(?::${more}){${left}}$`);
    else alternatives.push(`${head}::(?:${more}(?::${more}){0,${left - 1}})?$`);
  }
  return new RegExp(`^(?:${alternatives.join('|')})`);
}

/** From each run's first group to the one after its last. */
function zeroRuns(groups: readonly number[]): [start: number, end: number][] {
  const runs: [number, number][] = [];
  for (let start = 0; start < groups.length; start++) {
    if (groups[start] !== 0) continue;
    let end = start;
    while (groups[end] === 0) end++;
    // A single zero is not shortened, unless more may follow beyond the fixed groups.
    if (end - start > 1 || end === groups.length) runs.push([start, end]);
    start = end;
  }
  return runs;
}
