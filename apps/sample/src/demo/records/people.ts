import { between, oneOf, type Random, randomFrom, weighted } from './random.js';

export interface Person {
  id: string | number;
  country: string | null;
  addresses: string[];
  agent: string;
}

const COUNTRIES: readonly [name: string | null, share: number, network: string][] = [
  ['Germany', 30, '91.10'],
  ['United States', 18, '66.30'],
  ['France', 9, '90.20'],
  ['United Kingdom', 8, '81.130'],
  ['Netherlands', 6, '145.20'],
  ['Poland', 5, '83.20'],
  ['India', 5, '49.30'],
  ['Brazil', 4, '177.30'],
  ['Japan', 3, '126.40'],
  ['Türkiye', 2, '78.160'],
  ['Nigeria', 1, '105.110'],
  ['Kenya', 0.6, '105.160'],
  ['Norway', 0.5, '84.200'],
  ['New Zealand', 0.3, '122.60'],
  ['Iceland', 0.1, '82.220'],
  ['Fiji', 0.02, '144.120'],
  [null, 4, '10.20'],
];

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'okhttp/4.12.0',
  'python-requests/2.32.3',
];

export function makePeople(
  seed: number,
  count: number,
  idAt: (index: number) => Person['id'] = (index) => 1_000 + index,
) {
  const random = randomFrom(seed);
  const countryAt = weighted(COUNTRIES, ([, share]) => share);
  const people: Person[] = Array.from({ length: count }, (_, index) => {
    const [country, , network] = countryAt(random());
    return {
      id: idAt(index),
      country,
      addresses: Array.from({ length: between(random, 1, 3) }, () => addressIn(random, network)),
      agent: oneOf(random, AGENTS),
    };
  });
  return { people, personAt: weighted(people, (_, rank) => 1 / (rank + 10) ** 0.9) };
}

/** Every eighth is IPv6. */
function addressIn(random: Random, network: string): string {
  const byte = () => between(random, 1, 254);
  if (random() >= 0.125) return `${network}.${byte()}.${byte()}`;
  const group = () => between(random, 1, 0xffff).toString(16);
  const [high = 0, low = 0] = network.split('.').map(Number);
  return `2a02:${(high * 256 + low).toString(16)}:${group()}:${group()}::${group()}`;
}
