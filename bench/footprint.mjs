// What the package adds to a host: packages, size, boot, memory, files. Prints Markdown. Needs `npm run build`.
//   node bench/footprint.mjs [--runs=9]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packLibrary } from '../test/packages/empty-app/packed-library.mjs';
import { startMongodb } from '../scripts/mongodb/start-mongodb.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '9' } } });
const HOST = fileURLToPath(new URL('./footprint/host.mjs', import.meta.url));
const NEST = ['@nestjs/common@12', '@nestjs/core@12', '@nestjs/platform-express@12', 'reflect-metadata', 'rxjs'];
const DESIGN = [
  '@nestjs/event-emitter@12',
  '@nestjs/jwt@12',
  '@nestjs/mongoose@12',
  '@nestjs/schedule@12',
  'mongoose@9',
  'class-validator',
];

const folder = mkdtempSync(join(tmpdir(), 'footprint-'));
const { mongodb } = await startMongodb({ say: () => {} });
try {
  const tarball = await packLibrary(folder);
  const hosts = [
    { name: 'bare host', packages: NEST, mode: 'bare' },
    { name: 'host with the packages of the design', packages: [...NEST, ...DESIGN], mode: 'peers' },
    { name: 'the same with the tracker', packages: [...NEST, ...DESIGN, tarball], mode: 'tracker' },
  ].map((host) => ({ ...host, ...installed(host), runs: /** @type {Run[]} */ ([]) }));
  // In turn, so that a busy moment of the machine does not hit one of them alone; the first round warms the file cache.
  for (let round = 0; round <= Number(values.runs); round++) {
    for (const host of hosts) {
      const run = measured(host);
      if (round > 0) host.runs.push(run);
    }
  }
  // Listing files slows the boot, so it is done in a separate run.
  const files = hosts.map((host) => measured(host, ['--files']));
  report(hosts, files);
} finally {
  await mongodb?.stop();
  rmSync(folder, { recursive: true });
}

/** @typedef {{ bootMs: number, rss: number, files: number, ownFiles: number }} Run */
/** @typedef {{ name: string, packages: number, size: number, runs: Run[] }} Host */

/** @param {{ packages: string[], mode: string }} host */
function installed({ packages, mode }) {
  const cwd = join(folder, mode);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true, "type": "module" }');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd });
  cpSync(HOST, join(cwd, 'host.mjs'));
  const [size] = execFileSync('du', ['-sk', 'node_modules'], { cwd }).toString().split('\t');
  return { cwd, mode, packages: countPackages(join(cwd, 'node_modules')), size: Number(size) / 1024 };
}

/** Folders with a package, nested ones included. @param {string} modules @returns {number} */
function countPackages(modules) {
  let count = 0;
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(modules, entry.name);
    if (entry.name.startsWith('@')) count += countPackages(path);
    else count += 1 + (readdirSync(path).includes('node_modules') ? countPackages(join(path, 'node_modules')) : 0);
  }
  return count;
}

/** @param {{ cwd: string, mode: string }} host @param {string[]} args @returns {Run} */
function measured({ cwd, mode }, args = []) {
  const env = { ...process.env, MODE: mode, MONGODB_URI: mongodb?.uri ?? '' };
  const output = execFileSync(process.execPath, ['host.mjs', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString().trim().split('\n').at(-1) ?? '');
}

/** @param {Host[]} hosts @param {Run[]} listed */
function report(hosts, listed) {
  console.log(`Node ${process.version}, median of ${values.runs} boots each\n`);
  console.log('| host | packages | MB | boot, ms | RSS, MB | files loaded | of these ours |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [index, { name, packages, size, runs }] of hosts.entries()) {
    const { files = 0, ownFiles = 0 } = listed[index] ?? {};
    const of = (/** @type {'bootMs' | 'rss'} */ key) => median(runs.map((run) => run[key]));
    const cells = [packages, size.toFixed(1), of('bootMs').toFixed(0), (of('rss') / 2 ** 20).toFixed(1), files];
    console.log(`| ${name} | ${cells.join(' | ')} | ${ownFiles} |`);
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
