import { readFile, stat } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CountryData, type CountryCredit } from './country-data.js';
import { GeoOptions } from './geo.options.js';
import { countryFileRemedy, OWN_COUNTRY_FILE, ownCountryFile } from './own-country-file.js';
import { isPublicAddress } from '../address/public-address.js';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';
import { DAY_MS } from '../../common/time.js';

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
  /** The file that was read last, as {@link stateOf} tells it. */
  private state: string | undefined;
  private watch: NodeJS.Timeout | undefined;
  /** Countries of recent addresses. */
  private readonly known = new Map<string, string | null>();

  constructor(@Inject(GeoOptions) private readonly options: GeoOptions) {}

  /** A missing or broken file disables countries and does not stop the boot. */
  async onModuleInit(): Promise<void> {
    const { database } = this.options;
    if (database === false) return;
    try {
      const path = database ?? ownCountryFile();
      // Before it is read: what replaces the file from here on has another state.
      this.state = await stateOf(path);
      this.data = new CountryData(await readFile(path));
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

  /** A file that is only half written fails to parse: the countries of before are kept. */
  private async readIfReplaced(path: string): Promise<void> {
    const state = await stateOf(path);
    // Deleted, or not written yet: looked at again later.
    if (state === undefined || state === this.state) return;
    this.state = state;
    try {
      this.data = new CountryData(await readFile(path));
      this.known.clear();
    } catch (error) {
      this.logger.warn(
        `geo.database ${path} was replaced by a file that cannot be read: ${errorText(error)}. Keeping the countries ` +
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

/** What changes when a file is written or replaced; `undefined` for a file that is missing or empty. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return size > 0 ? `${ino} ${size} ${mtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file built then is more than a year old. */
export function isOld(built: Date | null): boolean {
  return built !== null && Date.now() - built.getTime() > OLD_DAYS * DAY_MS;
}
