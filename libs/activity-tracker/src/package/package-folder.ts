import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js';

export interface Manifest {
  name?: string;
  version?: string;
  engines?: { node?: string };
  peerDependencies?: Record<string, string>;
}

/**
 * In a bundle, possibly the bundle, a path of the build machine, or `undefined`: parent folders count only if their
 * package.json names this package. Not `module.filename`, which rspack keeps in CommonJS, where it is a syntax error.
 */
const THIS_FILE = attempt(() => fileURLToPath(import.meta.url));

/** Folder of this package; `undefined` if a bundler moved the code out of it. */
export function ownFolder(file: string | undefined = THIS_FILE): string | undefined {
  if (file === undefined) return undefined;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = manifestIn(folder);
    // The nearest named package decides, which is the application's if it bundled us.
    if (manifest?.name !== undefined) return isOwn(manifest) ? folder : undefined;
  }
  return undefined;
}

/** Same as {@link ownFolder}, or for a bundle the installed package of this name and version. */
export function installedFolder(file: string | undefined = THIS_FILE): string | undefined {
  const own = ownFolder(file);
  if (own !== undefined) return own;
  for (const require of requiresFrom(file)) {
    const folder = attempt(() => dirname(require.resolve(`${PACKAGE_NAME}/package.json`)));
    if (folder !== undefined && isOwn(manifestIn(folder))) return folder;
  }
  return undefined;
}

export function ownRequire(): NodeJS.Require {
  if (THIS_FILE === undefined || ownFolder() === undefined) throw new Error(`${PACKAGE_NAME} was bundled`);
  return createRequire(THIS_FILE);
}

export function manifestIn(folder: string): Manifest | undefined {
  return attempt(() => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest);
}

function isOwn(manifest: Manifest | undefined): boolean {
  return manifest?.name === PACKAGE_NAME && manifest.version === PACKAGE_VERSION;
}

/** A bundle without a known file searches from the main program and the working directory. */
function requiresFrom(file: string | undefined): NodeJS.Require[] {
  const bases = [file, process.argv[1], join(process.cwd(), 'package.json')];
  return bases.flatMap((base) => (base === undefined ? [] : (attempt(() => createRequire(base)) ?? [])));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
