import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedFolder } from '../../package/package-folder.js';

export const OWN_COUNTRY_FILE = join('countries', 'dbip-country-lite.mmdb');

export function countryFileRemedy(database: string | undefined): string {
  const path = 'the path of an mmdb file, or false to turn countries off.';
  if (database !== undefined) return `Give ${path}`;
  return (
    'Copy the file node_modules/nestjs-activity-tracker/countries/dbip-country-lite.mmdb into the deployment and set ' +
    `geo.database to the copy; it also takes ${path}`
  );
}

/** @throws Error if a bundler moved the code and the package is not installed */
export function ownCountryFile(): string {
  const folder = installedFolder();
  if (folder === undefined) throw new Error('the package nestjs-activity-tracker, which holds it, is not installed');
  const file = join(folder, OWN_COUNTRY_FILE);
  return literalFile() === file ? literalFile() : file;
}

/** A literal path, because deployment tools trace only those. Empty in a CommonJS bundle made from the ES modules. */
function literalFile(): string {
  try {
    const file = join(dirname(fileURLToPath(import.meta.url)), '../countries/dbip-country-lite.mmdb');
    return file;
  } catch {
    return '';
  }
}
