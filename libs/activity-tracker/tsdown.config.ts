import { defineConfig, type UserConfig } from 'tsdown';
import { writeCommonJsDeclarations } from '../../scripts/commonjs-declarations.mjs';

const ENTRIES = { index: 'src/index.ts', testing: 'src/testing.ts', store: 'src/store.ts' };

const COMMON: UserConfig = {
  platform: 'node',
  target: 'es2023',
  // Also says emitDecoratorMetadata, which dependency injection needs.
  tsconfig: 'tsconfig.lib.json',
  outDir: 'dist',
  fixedExtension: false,
  hash: false,
  sourcemap: true,
  clean: true,
  logLevel: 'warn',
  inputOptions: { checks: { pluginTimings: false } },
  outputOptions: {
    // One chunk under all entries: whichever format loads first then registers all public classes (shared-class.ts).
    codeSplitting: {
      groups: [{ name: 'library', test: /\/src\/(?!cli\/|index\.ts|testing\.ts|store\.ts).*(?<!\.d)\.ts$/ }],
    },
  },
};

export default defineConfig([
  {
    ...COMMON,
    format: 'esm',
    entry: { ...ENTRIES, cli: 'src/cli/main.ts' },
    dts: { compilerOptions: { stripInternal: true } },
    onSuccess: () => writeCommonJsDeclarations(new URL('dist/', import.meta.url)),
  },
  { ...COMMON, format: 'cjs', entry: ENTRIES, dts: false },
]);
