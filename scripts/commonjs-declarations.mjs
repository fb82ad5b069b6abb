// Called by the build (libs/activity-tracker/tsdown.config.ts).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ensure-installed.mjs';

const IMPORT = /^(import|export) (?:type )?([^;'"]*? from )(['"])([^'".][^'"]*)\3/gm;
const TYPE_IN_PLACE = /\bimport\((['"])([^'".][^'"]*)\1\)/g;

/** Writes a `.d.cts` next to each `.d.ts`, except for the command line, which exports nothing. @param {URL} folder */
export function writeCommonJsDeclarations(folder) {
  rmSync(new URL('cli.d.ts', folder), { force: true });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.d.ts'))) {
    const declarations = readFileSync(new URL(file, folder), 'utf8');
    writeFileSync(new URL(file.replace(/\.d\.ts$/, '.d.cts'), folder), asCommonJs(declarations, isEsModulesOnly));
  }
}

/**
 * Declarations of an ES module as CommonJS reads them. Types of a package that is ES modules only are asked for as a
 * module would: under node16 TypeScript refuses a CommonJS file that does not (TS1479, TS1541, TS1542). Declarations only
 * ever need types, so that each import can be one of types.
 * @param {string} declarations
 * @param {(packageName: string) => boolean} isEsModulesOnly
 */
export function asCommonJs(declarations, isEsModulesOnly) {
  const isMarked = (/** @type {string} */ specifier) =>
    !specifier.startsWith('node:') && isEsModulesOnly(packageOf(specifier));
  return declarations
    .replaceAll(/((?:from |import\()['"]\.[^'"]*)\.js(['"])/g, '$1.cjs$2')
    .replaceAll(IMPORT, (found, keyword, names, quote, specifier) =>
      isMarked(specifier)
        ? `${keyword} type ${names}${quote}${specifier}${quote} with { 'resolution-mode': 'import' }`
        : found,
    )
    .replaceAll(TYPE_IN_PLACE, (found, quote, specifier) =>
      isMarked(specifier) ? `import(${quote}${specifier}${quote}, { with: { 'resolution-mode': 'import' } })` : found,
    );
}

/** `@nestjs/common/interfaces` → `@nestjs/common`. @param {string} specifier */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * As installed here, which is the newest release that the library allows: older ones may still be CommonJS, and are found
 * the same way by an importer that asks as a module.
 * @param {string} name
 */
function isEsModulesOnly(name) {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return manifest.type === 'module' && !JSON.stringify(manifest.exports ?? {}).includes('"require"');
}
