import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'tsdown';
import { writeCommonJsDeclarations } from '../../scripts/commonjs-declarations.mjs';

const NAMES = ['index', 'testing', 'store', 'terminus', 'prometheus', 'opentelemetry'];
const ENTRIES = Object.fromEntries(NAMES.map((name) => [name, `src/${name}.ts`]));

const MINGO = new URL('../../node_modules/mingo/', import.meta.url);

/** Source maps are for the code of this library; those of mingo would be a tenth of the package. */
function dropMap(file: string): void {
  const code = new URL(`dist/${file}`, import.meta.url);
  writeFileSync(code, readFileSync(code, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  rmSync(new URL(`dist/${file}.map`, import.meta.url));
}

/** Adds declarations for CommonJS and the license of bundled code. */
function complete(): void {
  dropMap('mingo.js');
  writeCommonJsDeclarations(new URL('dist/', import.meta.url));
  copyFileSync(new URL('LICENSE', MINGO), new URL('dist/mingo.LICENSE.txt', import.meta.url));
}

const COMMON: UserConfig = {
  platform: 'node',
  target: 'es2023',
  // Also says emitDecoratorMetadata, which dependency injection needs.
  tsconfig: 'tsconfig.lib.json',
  outDir: 'dist',
  fixedExtension: false,
  hash: false,
  // mingo has 300 files, which take longer to open than to run. Its ES modules are smaller than what Node would get.
  deps: { alwaysBundle: ['mingo'] },
  alias: { mingo: fileURLToPath(new URL('esm/index.js', MINGO)) },
  sourcemap: true,
  clean: true,
  logLevel: 'warn',
  inputOptions: { checks: { pluginTimings: false } },
  outputOptions: {
    // Comments are in the declarations and the source maps; in the code they are a fifth of its size.
    comments: { legal: true, annotation: true, jsdoc: false },
    // One chunk under all entries: whichever format loads first then registers all public classes (shared-class.ts).
    codeSplitting: {
      groups: [
        { name: 'mingo', test: /\/node_modules\/mingo\// },
        // A bundler resolves the optional packages of these only for applications that import the entry.
        {
          name: 'library',
          test: new RegExp(
            String.raw`/src/(?!cli/|nest-add/|(?:operators/)?(?:${NAMES.join('|')})\.ts).*(?<!\.d)\.ts$`,
          ),
        },
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
    onSuccess: complete,
  },
  {
    ...COMMON,
    format: 'cjs',
    // The engine of schematics calls require().
    entry: { ...ENTRIES, 'nest-add': 'src/nest-add/nest-add.ts' },
    dts: false,
    onSuccess: () => dropMap('mingo.cjs'),
  },
]);
