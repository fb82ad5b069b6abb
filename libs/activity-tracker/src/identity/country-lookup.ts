import { createRequire } from 'node:module';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { open, type Reader, type Response } from 'maxmind';
import { GeoOptions } from './geo.options.js';
import { isPublicAddress } from './public-address.js';

const BUNDLED = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

const MAX_KNOWN = 1_000;

/** The two shapes in use: ip-location-db's, and that of MaxMind and DB-IP. */
interface CountryEntry {
  country_code?: string;
  country?: { iso_code?: string; names?: { en?: string } };
}

/** Countries of addresses, from an mmdb file that is opened once and read anew when it is replaced. */
@Injectable()
export class CountryLookup implements OnModuleInit {
  private readonly logger = new Logger('ActivityTracker');
  private readonly names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  private reader: Reader<Response> | undefined;
  /** Countries of the addresses that called lately. */
  private readonly known = new Map<string, string | null>();

  constructor(@Inject(GeoOptions) private readonly options: GeoOptions) {}

  /** A file that is missing or broken costs the countries, not the boot. */
  async onModuleInit(): Promise<void> {
    const { database } = this.options;
    if (database === false) return;
    try {
      const path = database ?? createRequire(import.meta.url).resolve(BUNDLED);
      this.reader = await open<Response>(path, {
        watchForUpdates: database !== undefined,
        watchForUpdatesNonPersistent: true,
        watchForUpdatesHook: () => this.known.clear(),
      });
    } catch (error) {
      this.logger.warn(
        `geo.database ${database ?? BUNDLED} cannot be read, so country stays empty: ${(error as Error).message}. ` +
          'Give the path of an mmdb file, or false to turn countries off.',
      );
    }
  }

  /** Country name in English; `null` where unknown. */
  countryOf(ip: string | null): string | null {
    if (ip === null) return null;
    let country = this.known.get(ip);
    if (country === undefined) {
      country = this.lookUp(ip);
      if (this.known.size >= MAX_KNOWN) this.known.clear();
      this.known.set(ip, country);
    }
    return country;
  }

  private lookUp(ip: string): string | null {
    if (!this.reader || !isPublicAddress(ip)) return null;
    try {
      const entry = this.reader.get(ip) as CountryEntry | null;
      const named = entry?.country?.names?.en;
      if (named) return named;
      const code = entry?.country?.iso_code ?? entry?.country_code;
      return code ? (this.names.of(code) ?? null) : null;
    } catch {
      return null;
    }
  }
}
