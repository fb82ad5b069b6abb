import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'tsdown';
import { writeCommonJsDeclarations } from '../../scripts/commonjs-declarations.mjs';
import { WORKER_BUILD } from './worker/worker.build.js';

const NAMES = ['index', 'testing', 'store', 'terminus', 'prometheus', 'opentelemetry'];
const ENTRIES = Object.fromEntries(NAMES.map((name) => [name, `src/${name}.ts`]));

const MINGO = new URL('../../node_modules/mingo/', import.meta.url);

/** Maps of mingo would be a tenth of the package. */
function dropMap(file: string): void {
  const code = new URL(`dist/${file}`, import.meta.url);
  writeFileSync(code, readFileSync(code, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  rmSync(new URL(`dist/${file}.map`, import.meta.url));
}

// A bundler resolves the optional packages of entries only for applications that import the entry.
const APART = new RegExp(String.raw`/src/(cli/|nest-add/|(operators/)?(${NAMES.join('|')})\.ts$)`);

/** Ours, without declarations, which the build puts into chunks as well. */
const SOURCE = /\/src\/.*(?<!\.d)\.ts$/;

interface Build {
  getModuleInfo(id: string): { importers: string[] } | null;
}

/** Whether a static import leads from an entry to this module of ours. Importers of types alone do not count. */
function loadsAtBoot(id: string, build: Build, seen = new Set<string>()): boolean {
  if (!SOURCE.test(id) || APART.test(id) || seen.has(id)) return false;
  seen.add(id);
  return (build.getModuleInfo(id)?.importers ?? []).some(
    (importer) => APART.test(importer) || loadsAtBoot(importer, build, seen),
  );
}

/**
 * CommonJS loads other packages by `require()`: Jest has no `import()` without a flag. The bundler's option would move
 * the call out of its `try` block, so that webpack and esbuild refuse an application without the package.
 */
function requirePackages(): void {
  const code = new URL('dist/library.cjs', import.meta.url);
  writeFileSync(code, readFileSync(code, 'utf8').replaceAll('await import("@nestjs/', 'await require("@nestjs/'));
}

/** Source texts are in the maps of the ES modules; a second copy is a tenth of the package. */
function dropSourceTexts(): void {
  const dist = new URL('dist/', import.meta.url);
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.cjs.map'))) {
    const { sourcesContent: _texts, ...map } = JSON.parse(readFileSync(new URL(file, dist), 'utf8')) as Record<
      string,
      unknown
    >;
    writeFileSync(new URL(file, dist), JSON.stringify(map));
  }
}

/** Escapes non-ASCII characters: otherwise the engine keeps the file's text with two bytes for each character. */
function escapeText(extension: '.js' | '.cjs'): void {
  const dist = new URL('dist/', import.meta.url);
  for (const file of readdirSync(dist).filter((name) => name.endsWith(extension))) {
    const code = readFileSync(new URL(file, dist), 'utf8');
    const escaped = code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    if (escaped !== code) writeFileSync(new URL(file, dist), escaped);
  }
}

/** Adds declarations for CommonJS and the license of bundled code. */
function complete(): void {
  dropMap('mingo.js');
  escapeText('.js');
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
    // One chunk for all entries: the format that loads first registers all public classes (shared-class.ts).
    codeSplitting: {
      groups: [
        { name: (id, build) => (loadsAtBoot(id, build) ? 'library' : null), priority: 3 },
        { name: 'mingo', test: /\/node_modules\/mingo\/|\/memory\/query-engine\.ts$/, priority: 2 },
        { name: 'statistics', test: /\/src\/storage\/.*(?<!\.d)\.ts$/, priority: 1 },
        { name: 'admin', test: /\/src\/(admin|http)\/.*(?<!\.d)\.ts$/ },
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
    onSuccess: () => {
      dropMap('mingo.cjs');
      requirePackages();
      escapeText('.cjs');
      dropSourceTexts();
    },
  },
  {
    ...COMMON,
    ...WORKER_BUILD,
    alias: { ...COMMON.alias, ...WORKER_BUILD.alias },
    deps: { alwaysBundle: ['mingo', ...WORKER_BUILD.deps.alwaysBundle] },
    clean: false,
    // No map: names stay, for the stack traces of errors.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    outputOptions: { ...WORKER_BUILD.outputOptions, comments: { legal: true, annotation: true, jsdoc: false } },
  },
]);
