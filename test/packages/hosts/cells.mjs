/**
 * One cell of the matrix: what runs the application, and how it was bundled and installed.
 * @typedef {{ nest: '11' | '12', language: 'ts' | 'ts-esm', runner: string, bundler: string, node: string, installer: string }} Cell
 */

const BUNDLED = [
  'webpack',
  'rspack',
  'swc',
  'esbuild cjs',
  'esbuild cjs of ESM',
  'esbuild esm',
  'rollup cjs',
  'rollup esm',
  '@vercel/nft',
];
const INSTALLED = ['yarn 1', 'yarn 4 (PnP)', 'yarn 4 (node_modules)', 'pnpm (strict)', 'bun'];
const NODES = ['20', '22', '24'];
const LANGUAGES = /** @type {const} */ (['ts', 'ts-esm']);

export const IMPOSSIBLE = [
  'Nest 12, jest, Node 20 and 22: Nest 12 is ES modules only, and Jest requires those from Node 24.9 on; the template itself fails.',
  'Nest 11, rspack: the CLI of Nest 11 has no such builder.',
  'Nest 12, CommonJS, yarn 4 (PnP): Plug’n’Play does not resolve the imports of ES modules that are required; @nestjs/core itself fails.',
  'Nest 12, yarn 1, Node 20: yarn 1 enforces engines, and file-type, of @nestjs/common, asks for Node 22.',
];

/** @param {string} running major version of the running Node @returns {Cell[]} */
export function allCells(running) {
  /** @type {Cell[]} */
  const cells = [];
  for (const nest of /** @type {const} */ (['11', '12'])) {
    const base = { nest, language: /** @type {const} */ ('ts'), installer: 'npm' };
    for (const node of nest === '11' ? NODES : ['24']) cells.push({ ...base, runner: 'jest', bundler: '–', node });
    for (const language of nest === '11' ? LANGUAGES.slice(0, 1) : LANGUAGES)
      cells.push({ ...base, language, runner: 'nest add', bundler: 'tsc', node: running });
    if (nest === '12')
      for (const node of NODES) {
        cells.push({ ...base, language: 'ts-esm', runner: 'vitest', bundler: '–', node });
        cells.push({ ...base, language: 'ts-esm', runner: 'node', bundler: '@vercel/nft', node });
      }
    for (const bundler of BUNDLED.filter((each) => nest === '12' || each !== 'rspack'))
      for (const node of NODES) cells.push({ ...base, runner: 'node', bundler, node });
    for (const installer of INSTALLED.filter((each) => nest === '11' || each !== 'yarn 4 (PnP)'))
      cells.push({
        ...base,
        runner: 'node',
        bundler: '–',
        node: nest === '12' && installer === 'yarn 1' ? '22' : running,
        installer,
      });
  }
  return cells;
}

/** What `npm test` runs: Nest 11's template under Jest, and the bundle whose code knows least of its place. */
export function shortForm(/** @type {string} */ running) {
  return allCells(running).filter(
    ({ nest, runner, bundler, node }) =>
      nest === '11' && node === running && (runner === 'jest' || bundler === 'esbuild cjs of ESM'),
  );
}
