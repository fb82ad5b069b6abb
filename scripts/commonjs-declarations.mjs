const IMPORT_OF_TYPES = /\b((?:import|export) type [^;'"]*? from )(['"])([^'".][^'"]*)\2/g;
const TYPE_IN_PLACE = /\bimport\((['"])([^'".][^'"]*)\1\)/g;

/**
 * Declarations of an ES module as CommonJS reads them. Types of a package that is ES modules only are asked for as a
 * module would: under node16 TypeScript refuses a CommonJS file that does not (TS1541, TS1542).
 * @param {string} declarations
 * @param {(packageName: string) => boolean} isEsModulesOnly
 */
export function asCommonJs(declarations, isEsModulesOnly) {
  const isMarked = (/** @type {string} */ specifier) =>
    !specifier.startsWith('node:') && isEsModulesOnly(packageOf(specifier));
  return declarations
    .replaceAll(/((?:from |import\()['"]\.[^'"]*)\.js(['"])/g, '$1.cjs$2')
    .replaceAll(IMPORT_OF_TYPES, (found, start, quote, specifier) =>
      isMarked(specifier) ? `${start}${quote}${specifier}${quote} with { 'resolution-mode': 'import' }` : found,
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
