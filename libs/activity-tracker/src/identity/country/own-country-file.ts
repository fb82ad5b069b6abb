import { join } from 'node:path';
import { installedFolder } from '../../package/package-folder.js';

/** Place of the country file within the package. */
export const OWN_COUNTRY_FILE = join('countries', 'dbip-country-lite.mmdb');

/**
 * Path of the country file that comes with the package.
 * @throws Error if a bundler moved the code and the package is not installed
 */
export function ownCountryFile(): string {
  const folder = installedFolder();
  if (folder === undefined) throw new Error('the package nestjs-activity-tracker, which holds it, is not installed');
  return join(folder, OWN_COUNTRY_FILE);
}
