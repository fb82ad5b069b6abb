import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../../../scripts/ensure-installed.mjs';
import { run } from './run.mjs';

const DOCUMENTS = ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs/options.md'];
/** Sources and tests: nothing that a user runs. */
const STRAYS = /\.(spec|contract)\.|(^|\/)(fixtures|src|__tests__)\/|(?<!\.d)\.ts$|\.tsbuildinfo$/;

/** As npm publishes it. @param {string} folder @returns {Promise<string>} the tarball */
export async function packLibrary(folder) {
  const args = ['pack', '--workspace', 'nestjs-activity-tracker', '--pack-destination', folder, '--json'];
  const [{ filename, files }] = JSON.parse(await run('npm', args, ROOT));
  /** @type {string[]} */
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path);
  const missing = [...DOCUMENTS, ...filesNamedInManifest()].filter((path) => !paths.includes(path));
  assert.deepEqual(missing, [], 'the package lacks files: has `npm run build` been run?');
  assert.deepEqual(paths.filter(isStray), [], 'the package holds sources, tests, or maps of anything but code');
  const tarball = join(folder, filename);
  assert.deepEqual(await deadLinks(tarball, paths), [], 'documents in the package link to files that are not in it');
  return tarball;
}

/** Relative links that lead to no packed file. @param {string} tarball @param {string[]} paths */
async function deadLinks(tarball, paths) {
  const documents = paths.filter((path) => path.endsWith('.md') && !path.startsWith('panel/'));
  const texts = await Promise.all(
    documents.map(async (path) => ({ path, text: await run('tar', ['-xzOf', tarball, `package/${path}`], ROOT) })),
  );
  return texts.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !paths.includes(posix.join(posix.dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  );
}

/** @param {string} path */
function isStray(path) {
  return STRAYS.test(path) || (path.endsWith('.map') && !/^dist\/[\w-]+\.c?js\.map$/.test(path));
}

function filesNamedInManifest() {
  const { main, types, bin, exports, schematics } = JSON.parse(
    readFileSync(join(ROOT, 'libs/activity-tracker/package.json'), 'utf8'),
  );
  return [...new Set(leaves({ main, types, bin, exports, schematics }))].map((path) => path.replace(/^\.\//, ''));
}

/** @param {unknown} value @returns {string[]} */
function leaves(value) {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
