import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

/** The licence of the font goes wherever the font goes. */
export function fontLicense(): Plugin {
  return {
    name: 'font-license',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(createRequire(import.meta.url).resolve('@fontsource-variable/geist/LICENSE'));
      this.emitFile({ type: 'asset', fileName: 'licenses-font.md', source });
    },
  };
}
