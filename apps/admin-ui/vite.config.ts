import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { sharedChunks } from './chunks.ts';
import { cssModules, cssOptions } from './css-modules.ts';
import { fontLicense } from './font-license.ts';
import { precompress } from './precompress.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('.'),
  // The page is served under any prefix, so that its addresses are relative to it.
  base: './',
  css: cssOptions,
  build: {
    outDir: at('../../libs/activity-tracker/panel'),
    emptyOutDir: true,
    target: 'es2022',
    // Colors use light-dark(), which would be written out twice for older browsers.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the page allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Mostly names of classes.
      optimization: { inlineConst: { mode: 'all', pass: 2 } },
      output: {
        codeSplitting: {
          groups: sharedChunks(at('./src/main.tsx')),
        },
      },
    },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
  },
  plugins: [cssModules(), fontLicense(), precompress()],
});
