// What the checks are made with, in one temporary folder: compilers, pnpm, and each Node that is asked for.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { CACHE_FOLDER } from '../../../scripts/mongodb/cache-folder.mjs';
import { succeed } from './processes.mjs';

export const NPM_FLAGS = ['--prefer-offline', '--no-audit', '--no-fund'];
const PNPM = { pnpm: '10.34.9' };
const COMPILERS = { 'typescript-5.9': 'npm:typescript@5.9.3', 'typescript-6.0': 'npm:typescript@6.0.3' };
const RUNNING = String(process.versions.node.split('.')[0]);

export const runningNode = () => RUNNING;

/** @param {string} folder @param {import('./combinations.mjs').Combination[]} combinations */
export async function installTools(folder, combinations) {
  mkdirSync(folder);
  const nodes = new Set(combinations.map(({ node }) => node).filter((node) => node !== RUNNING));
  const needsPnpm = combinations.some(({ installer }) => installer === 'pnpm');
  const manifest = {
    private: true,
    dependencies: {
      ...COMPILERS,
      ...(needsPnpm ? PNPM : {}),
      ...Object.fromEntries([...nodes].map((node) => [`node-${node}`, `npm:node@${node}`])),
    },
    // The package `node` fetches the binary for this machine in an install script.
    allowScripts: { node: true },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await succeed(['npm', 'install', ...NPM_FLAGS, '--loglevel=error'], { cwd: folder });
  return toolsIn(folder);
}

/** @typedef {ReturnType<typeof toolsIn>} Tools */
/** @param {string} folder */
function toolsIn(folder) {
  const bin = (/** @type {string} */ name, of = name) => {
    const root = join(folder, 'node_modules', name);
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return join(root, typeof bin === 'string' ? bin : bin[of]);
  };
  return {
    /** @param {string} version */
    tsc: (version) => [process.execPath, bin(`typescript-${version}`, 'tsc')],
    /** @param {string} major */
    node(major) {
      if (major === RUNNING) return process.execPath;
      const binary = bin(`node-${major}`, 'node');
      if (!existsSync(binary)) throw new Error(`the package node@${major} has no binary for this machine`);
      return binary;
    },
    /** With the Node of the combination first, as on a machine that has no other. @param {string} major */
    pathWith(major) {
      return { PATH: [dirname(this.node(major)), process.env.PATH].join(delimiter) };
    },
    /** @param {string} major */
    pnpm(major) {
      return [this.node(major), bin('pnpm'), `--config.store-dir=${join(CACHE_FOLDER, 'pnpm-store')}`];
    },
  };
}
