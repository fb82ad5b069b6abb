// The packed library in applications of the Nest CLI: Jest, Vitest, bundlers, a tracer, package managers, `nest add`,
// on Node 20, 22 and 24. `--short`: Jest and one bundler on the running Node. `--built`: uses the last build.
// `--only <pattern>`: rows that match it.
import { cpSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packLibrary } from './empty-app/packed-library.mjs';
import { ROOT } from '../../scripts/ensure-installed.mjs';
import { copyPackage, installByNpm, writeApplication, writeCompiled } from './hosts/application.mjs';
import { BUNDLERS, compiled, deploy } from './hosts/bundlers.mjs';
import { allCells, IMPOSSIBLE, shortForm } from './hosts/cells.mjs';
import { INSTALLERS } from './hosts/installers.mjs';
import { provesNestAdd } from './hosts/nest-add.mjs';
import { provesInPlace, provesMoved } from './hosts/proofs.mjs';
import { startRegistry } from './hosts/registry.mjs';
import { hostTools } from './hosts/tools.mjs';
import { CommandError, succeed } from './installs/processes.mjs';
import { secondsSince, table } from './installs/report.mjs';
import { runningNode } from './installs/toolbox.mjs';
import { testMongodb } from '../../scripts/mongodb/test-mongodb.mjs';

/** @import { Cell } from './hosts/cells.mjs' */
/** @import { Bundle, Host } from './hosts/bundlers.mjs' */

const { short, built, only } = parseArgs({
  options: { short: { type: 'boolean' }, built: { type: 'boolean' }, only: { type: 'string' } },
}).values;
const HEAD = ['host', 'runner', 'bundler', 'Node', 'package manager'];

const cells = (short ? shortForm(runningNode()) : allCells(runningNode())).filter(
  (cell) => only === undefined || new RegExp(only).test(rowOf(cell).join(', ')),
);
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'activity-tracker-hosts-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

if (!built) await succeed(['npm', 'run', '--silent', 'build:library'], { cwd: ROOT });
const mongodb = await testMongodb('applications that record on a separate thread');
const uri = mongodb?.uri;
const [tools, tarball] = await Promise.all([
  hostTools(join(folder, 'tools'), {
    nodes: new Set(cells.map(({ node }) => node)),
    installers: cells.some(({ installer }) => installer !== 'npm'),
  }),
  packLibrary(folder),
]);

/** @type {Map<string, Promise<Host>>} */
const hosts = new Map();
/** @type {Map<string, Promise<Bundle>>} */
const bundles = new Map();
/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const notes = [];
/** @type {string[][]} */
const rows = [];
for (const cell of cells) rows.push([...rowOf(cell), ...(await tried(cell))]);

console.log(`\n${table([...HEAD, 'result', 'time'], rows)}`);
if (!short) console.log(`\nNot possible:\n${IMPOSSIBLE.map((reason) => `  - ${reason}`).join('\n')}`);
for (const note of notes) console.log(`\nNOTE: ${note}`);
for (const failure of failures) console.error(`\nFAILED: ${failure}`);
await mongodb?.stop();
console.log(`\n${failures.length === 0 ? 'All passed' : `${failures.length} failed`}`);
process.exit(failures.length > 0 || (!mongodb && process.env.CI) ? 1 : 0);

/** @param {Cell} cell */
function rowOf({ nest, language, runner, bundler, node, installer }) {
  return [`Nest ${nest}, ${language === 'ts' ? 'CommonJS' : 'ESM'}`, runner, bundler, node, installer];
}

/** @param {Cell} cell @returns {Promise<[result: string, time: string]>} */
async function tried(cell) {
  const started = Date.now();
  let result = 'passed';
  try {
    await proof(cell);
  } catch (error) {
    result = 'FAILED';
    failures.push(`${rowOf(cell).join(', ')}\n${error instanceof Error ? error.message : String(error)}`);
  }
  // Also for a run that is ended before the table.
  console.log(`  ${rowOf(cell).join(', ')}: ${result} in ${secondsSince(started)}`);
  return [result, secondsSince(started)];
}

/** @param {Cell} cell */
async function proof(cell) {
  if (cell.runner === 'nest add') return nestAdd(cell);
  if (cell.runner === 'jest') return jest(cell);
  if (cell.runner === 'vitest') return vitest(cell);
  return cell.installer === 'npm' ? bundled(cell) : installed(cell);
}

/** Made and installed once for all rows that share it. @param {Cell} cell @returns {Promise<Host>} */
function hostOf({ nest, language }) {
  const key = `${nest}-${language}`;
  const host = hosts.get(key) ?? makeHost(key, nest, language);
  hosts.set(key, host);
  return host;
}

/** @param {string} key @param {'11' | '12'} nest @param {'ts' | 'ts-esm'} language */
async function makeHost(key, nest, language) {
  const place = join(folder, key);
  const bundlers = new Set(
    cells.filter((cell) => cell.nest === nest && cell.language === language).map(({ bundler }) => bundler),
  );
  bundlers.delete('–');
  writeApplication(place, { template: tools.template(nest, language), nest, tarball, bundlers });
  const env = tools.env(runningNode());
  await installByNpm(place, env);
  return { folder: place, nest, env, note: (/** @type {string} */ text) => void notes.push(text) };
}

/** As the template's scripts call it. It has to end by itself, and to find nothing open. @param {Cell} cell */
async function jest(cell) {
  const host = await hostOf(cell);
  const node = [tools.node(cell.node), ...(cell.nest === '12' ? ['--experimental-vm-modules'] : [])];
  const endToEnd = ['--config', './test/jest-e2e.json'];
  for (const [config, onThread] of /** @type {const} */ ([[[], {}], [endToEnd, {}], ...onThreadToo(endToEnd)])) {
    const command = [...node, 'node_modules/jest/bin/jest.js', ...config, '--detectOpenHandles'];
    const ended = await succeed(command, { cwd: host.folder, env: { ...tools.env(cell.node), ...onThread } });
    if (
      !/^Tests: +[12] passed, [12] total$/m.test(ended.errors) ||
      /open handle|did not exit|Force exiting/i.test(ended.errors)
    )
      throw new CommandError('passes, but leaves something open', { command, cwd: host.folder, ...ended });
  }
}

/** @template T @param {T} config @returns {[config: T, env: Record<string, string>][]} */
function onThreadToo(config) {
  return uri === undefined ? [] : [[config, { RECORDS_URI: uri }]];
}

/** @param {Cell} cell */
async function vitest(cell) {
  const host = await hostOf(cell);
  for (const [config, onThread] of /** @type {const} */ ([
    ['vitest.config.ts', {}],
    ['vitest.config.e2e.ts', {}],
    ...onThreadToo('vitest.config.e2e.ts'),
  ])) {
    const command = [tools.node(cell.node), 'node_modules/vitest/vitest.mjs', 'run', '--config', config];
    const ended = await succeed(command, { cwd: host.folder, env: { ...tools.env(cell.node), ...onThread } });
    if (/close timed out|hanging/i.test(ended.output + ended.errors))
      throw new CommandError('passes, but leaves something open', { command, cwd: host.folder, ...ended });
  }
}

/** @param {Cell} cell */
async function nestAdd({ nest, language, node }) {
  if (uri === undefined) throw new Error('needs a MongoDB');
  const registry = await startRegistry(tarball);
  const place = join(folder, `added-${nest}-${language}`);
  const template = tools.template(nest, language);
  try {
    await provesNestAdd({ folder: place, template, nest, env: tools.env(node), registry: registry.url, uri });
  } finally {
    registry.stop();
    rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @param {Cell} cell */
async function bundled(cell) {
  const host = await hostOf(cell);
  const key = `${cell.nest} ${cell.language} ${cell.bundler}`;
  const building = bundles.get(key) ?? /** @type {any} */ (BUNDLERS)[cell.bundler](host);
  bundles.set(key, building);
  /** @type {Bundle} */
  const bundle = await building;
  const node = [tools.node(cell.node)];
  await provesInPlace(node, bundle.entry, host.folder, uri);
  if (bundle.staysInPlace) return;

  const to = join(folder, 'deployed');
  const moved = deploy(host, bundle, to);
  const copies = { PANEL_DIRECTORY: join(to, 'activity-panel'), COUNTRIES: join(to, 'countries.mmdb') };
  const library = join(host.folder, 'node_modules/nestjs-activity-tracker');
  cpSync(join(library, 'panel'), copies.PANEL_DIRECTORY, { recursive: true });
  cpSync(join(library, 'countries/dbip-country-lite.mmdb'), copies.COUNTRIES);
  const worker = { WORKER_FILE: join(to, 'worker.mjs') };
  if (!bundle.files) {
    cpSync(join(library, 'dist/worker.js'), worker.WORKER_FILE);
    copyPackage('mongoose', host.folder, to);
  }
  // The machine that runs a bundle is not the one that built it: nothing is left where a bundler may have found the library.
  renameSync(join(host.folder, 'node_modules'), join(host.folder, 'not-here'));
  try {
    if (bundle.files) await provesInPlace(node, moved, to, uri);
    else await provesMoved(node, moved, { to, copies, worker, uri });
  } finally {
    renameSync(join(host.folder, 'not-here'), join(host.folder, 'node_modules'));
  }
}

/** @param {Cell} cell */
async function installed(cell) {
  const host = await hostOf(cell);
  const place = join(folder, `installed-${cell.nest}-${cell.installer.replaceAll(/\W+/g, '-')}`);
  const entry = await compiled(host, 'cjs');
  writeCompiled(place, { compiled: join(entry, '..'), nest: cell.nest, tarball });
  const command = await INSTALLERS[cell.installer]?.({
    folder: place,
    node: tools.node(cell.node),
    bin: tools.bin,
    env: tools.env(cell.node),
  });
  await provesInPlace(command ?? [], join(place, 'dist/main.js'), place, uri);
  rmSync(place, { recursive: true, force: true });
}
