import { defineConfig, type UserConfig } from 'tsdown';
import { writeCommonJsDeclarations } from '../../scripts/commonjs-declarations.mjs';

const NAMES = ['index', 'testing', 'store', 'terminus', 'prometheus', 'opentelemetry'];
const ENTRIES = Object.fromEntries(NAMES.map((name) => [name, `src/${name}.ts`]));

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
      groups: [
        { name: 'library', test: new RegExp(String.raw`/src/(?!cli/|(?:${NAMES.join('|')})\.ts).*(?<!\.d)\.ts$`) },
      ],
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
