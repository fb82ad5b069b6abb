import { join } from 'node:path';
import { manifestIn, ownRequire } from './package-folder.js';

/** Version of the copy that our imports resolve to. Reads files: `exports` may forbid `require('…/package.json')`. */
export function installedVersion(name: string): string | undefined {
  try {
    for (const folder of ownRequire().resolve.paths(name) ?? []) {
      const version = manifestIn(join(folder, name))?.version;
      if (version !== undefined) return version;
    }
  } catch {
    // Bundled: versions on disk may differ from those in the bundle.
  }
  return undefined;
}
