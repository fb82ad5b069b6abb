import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/ensure-installed.mjs';

export const BENCH = fileURLToPath(new URL('..', import.meta.url));
/** Built apart from `dist`, so that a concurrent build does not change what is measured. */
export const LIBRARY = `${BENCH}node_modules/nestjs-activity-tracker/`;
/** Where the compiler puts the library's sources: next to those of the other libraries that it imports. */
const SOURCES = './dist/activity-tracker/src/';
export const MODULES = new URL(SOURCES, `file://${LIBRARY}`).href;

export function prepare() {
  installPeers();
  buildForBench();
  run('tsc', ['-p', 'bench/tsconfig.json']);
}

export function buildForBench() {
  run('tsc', ['-p', 'libs/activity-tracker/tsconfig.lib.json', '--outDir', `${LIBRARY}dist`]);
  const manifest = readFileSync(`${ROOT}libs/activity-tracker/package.json`, 'utf8');
  writeFileSync(`${LIBRARY}package.json`, manifest.replaceAll('./dist/', SOURCES));
}

export function buildLibrary() {
  say('Building the library and its panel …');
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build:library'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The library could not be built:\n${stderr}`);
}

function installPeers() {
  const marker = `${BENCH}node_modules/.installed`;
  const wanted = `${BENCH}package.json`;
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(wanted).mtimeMs) return;
  say('Installing the peers …');
  const { status } = spawnSync('npm', ['install'], { cwd: BENCH, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) writeFileSync(marker, '');
  else say('npm install failed, see above: the peers that are missing are left out.');
}

/**
 * @param {string} command of the root's node_modules
 * @param {string[]} args
 */
function run(command, args) {
  say(`Building ${args[1]} …`);
  const { status, stdout } = spawnSync(`${ROOT}node_modules/.bin/${command}`, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}`);
}

/** @param {string} text for people; the report alone goes to standard output */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @param {string} name of a package in `bench/node_modules` @returns {string | undefined} */
export function versionOf(name) {
  const file = `${BENCH}node_modules/${name}/package.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}
