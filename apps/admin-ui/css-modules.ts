import { basename } from 'node:path';
import type { Plugin } from 'vite';
import { MEDIA } from './src/ui/breakpoints.ts';

const SHEET = /\.module\.css$/;
const LAYERS = '@layer tokens, base, ui, pages;';

/** `chip` for `.chip` of chip.module.css, `chip-text` for its `.text`. */
export function scopedName(local: string, file: string): string {
  const sheet = basename(file).replace(/\.module\.css.*$/, '');
  return local === sheet ? sheet : `${sheet}-${local}`;
}

/** `@media (--phone)` by the breakpoints of the code. */
const breakpoints = {
  postcssPlugin: 'breakpoints',
  AtRule: {
    media(rule: { params: string }) {
      rule.params = rule.params.replace(/\(--([\w-]+)\)/g, (_, name: string) => {
        const query = (MEDIA as Record<string, string>)[name];
        if (query) return query;
        throw new Error(`@media (--${name}): no such breakpoint. Use one of: ${Object.keys(MEDIA).join(', ')}.`);
      });
    },
  },
};

export const cssOptions = {
  modules: { generateScopedName: scopedName, localsConvention: 'camelCaseOnly' as const },
  postcss: { plugins: [breakpoints] },
};

export function cssModules(): Plugin {
  return {
    name: 'css-modules',
    enforce: 'post',
    // The names of classes are inlined, which would leave a sheet without importers and out of the build.
    transform: {
      filter: { id: SHEET },
      handler: (code) => ({ code, map: null, moduleSideEffects: 'no-treeshake' }),
    },
    // Whichever file is loaded first, the layers have one order.
    generateBundle(_, bundle) {
      for (const asset of Object.values(bundle))
        if (asset.type === 'asset' && asset.fileName.endsWith('.css')) asset.source = LAYERS + String(asset.source);
    },
  };
}
