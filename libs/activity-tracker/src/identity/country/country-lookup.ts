import { stat } from 'node:fs/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type CountryCredit, type CountryData, readCountryFile } from './country-data.js';
import { GeoOptions } from './geo.options.js';
import { countryFileRemedy, OWN_COUNTRY_FILE, ownCountryFile } from './own-country-file.js';
import { isPublicAddress } from '../address/public-address.js';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';
import { DAY_MS } from '../../common/time.js';

const MAX_KNOWN = 1_000;
/** Days after which a file is reported as old: networks change hands, but rarely countries. */
const OLD_DAYS = 365;
const WATCH_MS = 5_000;

export interface CountryFile {
  readable: boolean;
  built: Date | null;
  old: boolean;
  credit: CountryCredit | null;
}

@Injectable()
export class CountryLookup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new HostLog();
  private data: CountryData | undefined;
  private state: string | undefined;
  private watch: NodeJS.Timeout | undefined;
  private readonly known = new Map<string, string | null>();

  constructor(private readonly options: GeoOptions) {}

  /** A missing or broken file disables countries but does not stop the boot. */
  async onModuleInit(): Promise<void> {
    const { database } = this.options;
    if (database === false) return;
    try {
      const path = database ?? ownCountryFile();
      // Taken before reading, so that a replacement during the read is noticed.
      this.state = await stateOf(path);
      this.data = await readCountryFile(path);
      this.warnOfAge(path);
      this.watch = setInterval(() => void this.readIfReplaced(path), WATCH_MS);
      this.watch.unref();
    } catch (error) {
      this.logger.warn(
        `geo.database ${database ?? OWN_COUNTRY_FILE} cannot be read, so country stays empty: ${errorText(error)}. ` +
          countryFileRemedy(database),
      );
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.watch);
  }

  file(): CountryFile | null {
    if (this.options.database === false) return null;
    const built = this.data?.built ?? null;
    return { readable: this.data !== undefined, built, old: isOld(built), credit: this.data?.credit ?? null };
  }

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

  /** A partly written file fails to parse: keep the previous data. */
  private async readIfReplaced(path: string): Promise<void> {
    const state = await stateOf(path);
    if (state === undefined || state === this.state) return;
    this.state = state;
    try {
      this.data = await readCountryFile(path);
      this.known.clear();
    } catch (error) {
      this.logger.warn(
        `geo.database ${path} was replaced by a file that cannot be read: ${errorText(error)}. Keeping the previous ` +
          'countries. Put a complete mmdb file in its place, preferably by renaming.',
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

async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return size > 0 ? `${ino} ${size} ${mtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

export function isOld(built: Date | null): boolean {
  return built !== null && Date.now() - built.getTime() > OLD_DAYS * DAY_MS;
}
