import { buildCountryFile } from '../../scripts/country-file.mjs';

/** The country file of the package, which a build makes and sources alone do not have. */
export default function setup(): void {
  buildCountryFile();
}
