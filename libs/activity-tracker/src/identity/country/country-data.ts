import { Reader, type Response } from 'maxmind';

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The two shapes in use: that of ip-location-db, and that of MaxMind and DB-IP. */
interface CountryEntry {
  country_code?: string;
  country?: { iso_code?: string; names?: { en?: string } };
}

/** Credit that the license of a country file asks for. */
export interface CountryCredit {
  text: string;
  url: string;
}

/** Suppliers whose licenses ask for credit, by the type that their files state. */
const CREDITS: readonly (readonly [RegExp, CountryCredit])[] = [
  [/^DBIP/i, { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' }],
  [/^GeoLite2/i, { text: 'This product includes GeoLite2 data created by MaxMind', url: 'https://www.maxmind.com' }],
];

/** The content of an mmdb file with countries. */
export class CountryData {
  private readonly reader: Reader<Response>;
  private names: Intl.DisplayNames | undefined;

  /** @throws Error if the bytes are no mmdb file */
  constructor(bytes: Buffer) {
    if (bytes.subarray(0, 2).equals(GZIP)) throw new Error('it is compressed with gzip; decompress it first');
    this.reader = new Reader<Response>(bytes);
    const { searchTreeSize } = this.reader.metadata;
    // A truncated or invented size would only show at the first lookup.
    if (!(searchTreeSize > 0 && searchTreeSize < bytes.length)) throw new Error('it is no complete mmdb file');
  }

  get metadata(): Reader<Response>['metadata'] {
    return this.reader.metadata;
  }

  /** When the file was built; `null` if it does not state that. */
  get built(): Date | null {
    const { buildEpoch } = this.metadata;
    return Number.isNaN(buildEpoch.getTime()) ? null : buildEpoch;
  }

  get credit(): CountryCredit | null {
    return CREDITS.find(([type]) => type.test(this.metadata.databaseType))?.[1] ?? null;
  }

  /** Country name in English; `null` if unknown. */
  nameOf(ip: string): string | null {
    // A tree of IPv4 networks would read the first bits of an IPv6 address as an IPv4 address.
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

  /** Made at the first lookup, which comes after a response: it takes up to ten milliseconds. */
  private regionNames(): Intl.DisplayNames {
    return (this.names ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }));
  }
}
