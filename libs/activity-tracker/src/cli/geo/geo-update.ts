import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CountryData, readCountryFile } from '../../identity/country/country-data.js';
import { ownCountryFile } from '../../identity/country/own-country-file.js';
import { CommandError } from '../command-error.js';
import { download, expectChecksum } from './download.js';
import { geoSources } from './geo-sources.js';
import { unpackMmdb } from './unpack-mmdb.js';

/** Addresses of authorities and large networks worldwide; a country file contains nearly all of them. */
const KNOWN_ADDRESSES = [
  '8.8.8.8',
  '193.0.6.139',
  '202.12.29.175',
  '196.216.2.6',
  '200.3.14.10',
  '133.242.0.3',
  '77.88.55.242',
  '114.114.114.114',
  '103.21.244.1',
  '185.70.40.1',
];
/** A file with fewer known addresses or countries is about something else. */
const LEAST_KNOWN = 8;
const LEAST_COUNTRIES = 5;

export interface GeoUpdate {
  from?: string | undefined;
  to?: string | undefined;
  sha256?: string | undefined;
  now?: Date;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Downloads and verifies a country file, then replaces the current one atomically.
 * @param say receives the progress
 * @returns text for the standard output
 * @throws CommandError
 */
export async function geoUpdate(
  { from = 'dbip', to, sha256, now = new Date() }: GeoUpdate,
  say: (line: string) => void,
  environment: Environment,
): Promise<string> {
  const target = to === undefined ? ownFile() : resolve(to);
  if (!existsSync(dirname(target))) throw new CommandError(`--to is "${to}": its folder does not exist. Create it.`);
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256))
    throw new CommandError(`--sha256 is "${sha256}": must be 64 hexadecimal digits. Use the checksum of the download.`);
  const downloaded = await download(geoSources(from, environment, now), say);
  if (sha256 !== undefined) expectChecksum(downloaded, sha256);
  const { bytes, url } = downloaded;
  const file = await unpackMmdb(bytes).catch((error: unknown) => {
    throw new CommandError(`${url} could not be unpacked: ${(error as Error).message}. ${target} is unchanged.`);
  });
  const fresh = verified(file, url, target);
  const present = await dataIn(target);
  if (present?.built && fresh.built && fresh.built <= present.built) {
    return `${target} is up to date: built on ${day(present.built)}, and the download on ${day(fresh.built)}. Nothing was replaced.\n`;
  }
  replace(target, file);
  const lines = [
    `${target} now holds ${fresh.metadata.databaseType || 'countries'}, built on ${fresh.built ? day(fresh.built) : 'an unknown day'}.`,
    'A running application reads it within seconds.',
    ...(to === undefined
      ? ['Reinstalling the package restores its file: to keep the new one, use --to and set geo.database.']
      : [`If it is new, set geo.database to its path.`]),
    ...(fresh.credit
      ? [`Its license asks for this link on pages with countries: ${fresh.credit.text}, ${fresh.credit.url}`]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function ownFile(): string {
  try {
    return ownCountryFile();
  } catch {
    throw new CommandError('The package is bundled, so it has no country file. Use --to and set geo.database.');
  }
}

/** @throws CommandError if the file is not an mmdb file with countries */
function verified(file: Buffer, url: string, target: string): CountryData {
  let data: CountryData;
  try {
    data = new CountryData(file);
  } catch (error) {
    const isPage = file.subarray(0, 1_000).toString('latin1').trimStart().startsWith('<');
    const reason = isPage ? 'it is a web page' : (error as Error).message;
    throw new CommandError(`${url} is not an mmdb file: ${reason}. ${target} is unchanged.`);
  }
  const countries = KNOWN_ADDRESSES.map((ip) => data.nameOf(ip)).filter((name) => name !== null);
  if (countries.length < LEAST_KNOWN || new Set(countries).size < LEAST_COUNTRIES) {
    throw new CommandError(
      `${url} contains no countries (${data.metadata.databaseType || 'no type'}): ${countries.length} of ${KNOWN_ADDRESSES.length} known ` +
        `addresses have one. Use a country or city file. ${target} is unchanged.`,
    );
  }
  return data;
}

async function dataIn(path: string): Promise<CountryData | undefined> {
  try {
    return await readCountryFile(path);
  } catch {
    return undefined;
  }
}

/** Renames within the folder, so that no reader sees a partial file. */
function replace(target: string, file: Buffer): void {
  const unfinished = `${target}.${randomUUID()}`;
  try {
    writeFileSync(unfinished, file, { flush: true });
    if (existsSync(target)) chmodSync(unfinished, statSync(target).mode);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new CommandError(
      `${target} could not be replaced: ${(error as Error).message}. Run as a user with write access, or use --to.`,
    );
  }
}

const day = (date: Date) => date.toISOString().slice(0, 10);
