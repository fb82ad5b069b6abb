import { readFile, stat } from 'node:fs/promises';
import { Reader, type Response } from 'maxmind';

const GZIP = Buffer.from([0x1f, 0x8b]);

interface CountryEntry {
  country_code?: string;
  country?: { iso_code?: string; names?: { en?: string } };
}

export interface CountryCredit {
  text: string;
  url: string;
}

const CREDITS: readonly (readonly [RegExp, CountryCredit])[] = [
  [/^DBIP/i, { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' }],
  [/^GeoLite2/i, { text: 'This product includes GeoLite2 data created by MaxMind', url: 'https://www.maxmind.com' }],
];

/** Larger than any file of countries or cities in use. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * A pipe would never end, and a huge file would exhaust the memory.
 * @throws Error if there is none, or if it is no mmdb file
 */
export async function readCountryFile(path: string): Promise<CountryData> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no regular file');
  if (found.size > MOST_BYTES) throw new Error('it is larger than 1 GiB');
  return new CountryData(await readFile(path));
}

export class CountryData {
  private readonly reader: Reader<Response>;
  private names: Intl.DisplayNames | undefined;

  constructor(bytes: Buffer) {
    if (bytes.subarray(0, 2).equals(GZIP)) throw new Error('it is compressed with gzip; decompress it first');
    this.reader = new Reader<Response>(bytes);
    const { searchTreeSize } = this.reader.metadata;
    // An invalid size would only fail at the first lookup.
    if (!(searchTreeSize > 0 && searchTreeSize < bytes.length)) throw new Error('it is not a complete mmdb file');
  }

  get metadata(): Reader<Response>['metadata'] {
    return this.reader.metadata;
  }

  get built(): Date | null {
    const { buildEpoch } = this.metadata;
    return Number.isNaN(buildEpoch.getTime()) ? null : buildEpoch;
  }

  get credit(): CountryCredit | null {
    return CREDITS.find(([type]) => type.test(this.metadata.databaseType))?.[1] ?? null;
  }

  nameOf(ip: string): string | null {
    // An IPv4 tree would read the first bits of an IPv6 address as IPv4.
    if (this.metadata.ipVersion === 4 && ip.includes(':')) return null;
    try {
      const entry = this.reader.get(ip) as CountryEntry | null;
      const named = entry?.country?.names?.en;
      if (named) return named;
      const code = entry?.country?.iso_code ?? entry?.country_code;
      return code ? (this.regionNames().of(code) ?? null) : null;
    } catch {
      return null;
    }
  }

  /** Created lazily, after a response: creation takes up to ten milliseconds. */
  private regionNames(): Intl.DisplayNames {
    return (this.names ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }));
  }
}
