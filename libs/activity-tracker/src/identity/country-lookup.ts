import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { open, type Reader, type Response } from 'maxmind';
import { resolveFile } from '../shared/package-folder.js';
import { GeoOptions } from './geo.options.js';
import { isPublicAddress } from './public-address.js';

const PACKAGE = '@ip-location-db/geo-whois-asn-country-mmdb';
const BUNDLED = `${PACKAGE}/geo-whois-asn-country.mmdb`;

const MAX_KNOWN = 1_000;
const DAY_MS = 86_400_000;
/** Age from which a file is called old: networks change hands all the time, countries of most of them do not. */
const OLD_DAYS = 180;

/** The two shapes in use: ip-location-db's, and that of MaxMind and DB-IP. */
interface CountryEntry {
  country_code?: string;
  country?: { iso_code?: string; names?: { en?: string } };
}

/** What is known of the file that countries come from. */
export interface CountryFile {
  readable: boolean;
  /** When it was built; `null` where it does not say. */
  built: Date | null;
  /** Built more than half a year ago. */
  old: boolean;
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
      const path = database ?? resolveFile(BUNDLED);
      this.reader = await open<Response>(path, {
        watchForUpdates: database !== undefined,
        watchForUpdatesNonPersistent: true,
        watchForUpdatesHook: () => this.known.clear(),
      });
      this.warnOfAge(database ?? BUNDLED);
    } catch (error) {
      this.logger.warn(
        `geo.database ${database ?? BUNDLED} cannot be read, so country stays empty: ${(error as Error).message}. ` +
          'Give the path of an mmdb file, or false to turn countries off.',
      );
    }
  }

  /** As it is now, after any replacement; `null` where countries are turned off. */
  file(): CountryFile | null {
    if (this.options.database === false) return null;
    const built = this.reader?.metadata.buildEpoch.getTime() ?? Number.NaN;
    return {
      readable: this.reader !== undefined,
      built: Number.isNaN(built) ? null : new Date(built),
      old: Date.now() - built > OLD_DAYS * DAY_MS,
    };
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

  private warnOfAge(path: string): void {
    const { built, old } = this.file() ?? {};
    if (!old || !built) return;
    this.logger.warn(
      `geo.database ${path} was built on ${built.toISOString().slice(0, 10)}, more than ${OLD_DAYS} days ago, so some ` +
        `countries are out of date. ${path === BUNDLED ? `Update the package ${PACKAGE}.` : 'Put a newer file in its place.'}`,
    );
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
