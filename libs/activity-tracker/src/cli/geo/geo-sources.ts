import { CommandError } from '../command-error.js';

export interface GeoSource {
  url: string;
  /** For basic authentication. */
  user?: string;
  password?: string;
  /** URL of its SHA-256 checksum; the same credentials apply. */
  checksum?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const ADDRESSES = {
  dbip: {
    documentation: 'https://db-ip.com/db/download/ip-to-country-lite',
    file: (month: string) => `https://download.db-ip.com/free/dbip-country-lite-${month}.mmdb.gz`,
  },
  maxmind: {
    documentation: 'https://dev.maxmind.com/geoip/updating-databases',
    file: 'https://download.maxmind.com/geoip/databases/GeoLite2-Country/download?suffix=tar.gz',
    checksum: 'https://download.maxmind.com/geoip/databases/GeoLite2-Country/download?suffix=tar.gz.sha256',
  },
  iptoasn: {
    documentation: 'https://github.com/sapics/ip-location-db',
    file: 'https://github.com/sapics/ip-location-db/releases/download/latest/iptoasn-country.mmdb',
  },
} as const;

export const GEO_SUPPLIERS = ['dbip', 'maxmind', 'iptoasn'] as const;

/**
 * Sources in the order to try them.
 * @param from name of a supplier, or a URL of an mmdb file, plain, `.gz` or `.tar.gz`
 * @throws CommandError for an unknown name, and for MaxMind without credentials
 */
export function geoSources(from: string, environment: Environment, now: Date): GeoSource[] {
  const { dbip, maxmind, iptoasn } = ADDRESSES;
  // DB-IP publishes a file per month, not always on the first day.
  if (from === 'dbip') return [monthOf(now), monthOf(monthBefore(now))].map((month) => ({ url: dbip.file(month) }));
  if (from === 'iptoasn') return [{ url: iptoasn.file }];
  if (from === 'maxmind') {
    const { MAXMIND_ACCOUNT_ID: user, MAXMIND_LICENSE_KEY: password } = environment;
    if (user && password) return [{ url: maxmind.file, checksum: maxmind.checksum, user, password }];
    throw new CommandError(
      '--from maxmind needs the environment variables MAXMIND_ACCOUNT_ID and MAXMIND_LICENSE_KEY, which a free account at ' +
        'maxmind.com gives. Set both.',
    );
  }
  if (/^https?:\/\//i.test(from) && URL.canParse(from)) return [withoutCredentials(new URL(from))];
  throw new CommandError(`--from is "${from}": must be ${GEO_SUPPLIERS.join(', ')}, or a URL with http or https.`);
}

/** fetch() rejects credentials in a URL, and messages must not show them. */
function withoutCredentials(url: URL): GeoSource {
  const { username, password } = url;
  url.username = url.password = '';
  if (!username) return { url: url.href };
  return { url: url.href, user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

const monthOf = (date: Date) => date.toISOString().slice(0, 7);
const monthBefore = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
