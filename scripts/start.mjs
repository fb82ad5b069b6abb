// `npm start`: the sample shop with a real MongoDB behind it, some traffic in its log, and what to try.
import { fork, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, ROOT } from './ensure-installed.mjs';

const REQUESTS = 300;
const STOP_MS = 5_000;
const SAMPLE = join(ROOT, 'dist/apps/sample');

/** @type {import('node:child_process').ChildProcess | undefined} */
let sample;
/** @type {{ stop(): Promise<void> } | undefined} */
let mongodb;
let stopping = false;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void stop(0));

ensureInstalled();
build();
const { startMongodb } = await import('./mongodb/start-mongodb.mjs');
const found = await startMongodb({ say: (text) => process.stdout.write(text) });
mongodb = found.mongodb;
if (stopping) await stop(0);
if (found.mongodb) console.log(`MongoDB: ${found.mongodb.source}`);
else banner(found.tried);

const url = await startSample(found.mongodb?.uri);
await demonstrate(url);

function build() {
  const built = newest(SAMPLE);
  const sources = ['libs/activity-tracker/src', 'apps/sample/src', 'package-lock.json'].map((path) =>
    newest(join(ROOT, path)),
  );
  if (built > Math.max(...sources) && existsSync(join(ROOT, 'libs/activity-tracker/dist/index.js'))) return;
  console.log('Building …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Latest change of a file, or of any file below a folder.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @param {string[]} tried */
function banner(tried) {
  const line = '='.repeat(78);
  console.log(
    `\n${line}\nNo MongoDB was found, so the sample keeps its records in memory: they are gone when\nit stops. Set MONGODB_URI, or put mongod on PATH. What was tried:`,
  );
  for (const reason of tried) console.log(`  - ${reason}`);
  console.log(`${line}\n`);
}

/**
 * @param {string | undefined} uri
 * @returns {Promise<string>} where it listens
 */
function startSample(uri) {
  const env = { ...process.env, ...(uri ? { MONGODB_URI: uri } : { SAMPLE_STORE: 'memory' }) };
  const child = (sample = fork(join(SAMPLE, 'main.js'), { env, stdio: 'inherit' }));
  child.on('exit', (code) => {
    if (!stopping) void stop(code || 1);
  });
  return new Promise((resolve) => {
    child.on('message', (message) => {
      const { type, url } = /** @type {{ type?: string, url?: string }} */ (message);
      if (type === 'listening' && url) resolve(url);
    });
  });
}

/** @param {string} url */
async function demonstrate(url) {
  const { driveTraffic } = await import(pathToFileURL(join(SAMPLE, 'demo-traffic.js')).href);
  const { welcome } = await import(pathToFileURL(join(SAMPLE, 'welcome.js')).href);
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    format: 'Traffic [{bar}] {value}/{total} requests',
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  });
  bar.start(REQUESTS, 0);
  try {
    await driveTraffic(url, { requests: REQUESTS, onProgress: (/** @type {number} */ done) => bar.update(done) });
  } catch (error) {
    if (stopping) return;
    console.error(`The traffic stopped early: ${error instanceof Error ? error.message : String(error)}`);
  }
  bar.stop();
  if (!stopping) console.log(`\n${await welcome(url)}\n\nCtrl-C ends all of it.`);
}

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  if (sample && sample.exitCode === null && sample.signalCode === null) {
    const gone = new Promise((resolve) => sample?.once('exit', resolve));
    sample.kill('SIGTERM');
    const impatience = setTimeout(() => sample?.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(impatience);
  }
  await mongodb?.stop();
  process.exit(code);
}
