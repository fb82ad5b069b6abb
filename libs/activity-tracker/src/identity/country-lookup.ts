import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CountryData, type CountryCredit } from './country-data.js';
import { GeoOptions } from './geo.options.js';
import { OWN_COUNTRY_FILE, ownCountryFile } from './own-country-file.js';
import { isPublicAddress } from './public-address.js';
import { HostLog } from '../common/host-log.js';
import { DAY_MS } from '../common/time.js';

const MAX_KNOWN = 1_000;
/** Age from which a file counts as old: networks change hands all the time, the countries of most do not. */
export const OLD_DAYS = 365;
const WATCH_MS = 5_000;

/** State of the file that countries come from. */
export interface CountryFile {
  readable: boolean;
  /** When it was built; `null` if the file does not state that. */
  built: Date | null;
  /** Built more than a year ago. */
  old: boolean;
  /** Credit that its license asks for; `null` if none. */
  credit: CountryCredit | null;
}

/** Countries of addresses, from an mmdb file that is read at boot and again when it is replaced. */
@Injectable()
export class CountryLookup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new HostLog();
  private data: CountryData | undefined;
  private path: string | undefined;
  /** Countries of recent addresses. */
  private readonly known = new Map<string, string | null>();

  constructor(@Inject(GeoOptions) private readonly options: GeoOptions) {}

  /** A missing or broken file disables countries and does not stop the boot. */
  async onModuleInit(): Promise<void> {
    const { database } = this.options;
    if (database === false) return;
    try {
      const path = (this.path = database ?? ownCountryFile());
      this.data = new CountryData(await readFile(path));
      this.warnOfAge(path);
      watchFile(path, { persistent: false, interval: WATCH_MS }, this.onChange);
    } catch (error) {
      this.logger.warn(
        `geo.database ${database ?? OWN_COUNTRY_FILE} cannot be read, so country stays empty: ${(error as Error).message}. ` +
          'Give the path of an mmdb file, or false to turn countries off.',
      );
    }
  }

  onModuleDestroy(): void {
    if (this.path !== undefined) unwatchFile(this.path, this.onChange);
  }

  /** Current state, after any replacement; `null` if countries are turned off. */
  file(): CountryFile | null {
    if (this.options.database === false) return null;
    const built = this.data?.built ?? null;
    return { readable: this.data !== undefined, built, old: isOld(built), credit: this.data?.credit ?? null };
  }

  /** Country name in English; `null` if unknown. */
  countryOf(ip: string | null): string | null {
    if (ip === null) return null;
    let country = this.known.get(ip);
    if (country === undefined) {
      country = this.data && isPublicAddress(ip) ? this.data.nameOf(ip) : null;
      if (this.known.size >= MAX_KNOWN) this.known.clear();
      this.known.set(ip, country);
    }
    return country;
  }

  private readonly onChange = ({ size }: Stats): void => {
    // Deleted, or not written yet: the watcher reports the next change as well.
    if (size > 0) void this.readAgain();
  };

  /** A file that is only half written fails to parse: the countries of before are kept. */
  private async readAgain(): Promise<void> {
    const { path } = this;
    if (path === undefined) return;
    try {
      this.data = new CountryData(await readFile(path));
      this.known.clear();
    } catch (error) {
      this.logger.warn(
        `geo.database ${path} was replaced by a file that cannot be read: ${(error as Error).message}. Keeping the countries ` +
          'of the file before. Put a complete mmdb file in its place, best by renaming.',
      );
    }
  }

  private warnOfAge(path: string): void {
    const { built, old } = this.file() ?? {};
    if (!old || !built) return;
    this.logger.warn(
      `geo.database ${path} was built on ${built.toISOString().slice(0, 10)}, more than a year ago, so some countries are ` +
        'out of date. Run npx activity-tracker geo-update.',
    );
  }
}

/** Whether a file built then is more than a year old. */
export function isOld(built: Date | null): boolean {
  return built !== null && Date.now() - built.getTime() > OLD_DAYS * DAY_MS;
}
