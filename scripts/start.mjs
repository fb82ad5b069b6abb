// Called by `npm start`.
// `npm start`: a sample with a real MongoDB behind it, some traffic in its log, and what to try. `-- --profile sessions` starts the
// help desk, which knows its users by sessions, in place of the shop, which knows them by tokens.
import { fork, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, ROOT } from './ensure-installed.mjs';
import { onNpmGone } from './npm-gone.mjs';
import { assertFree, readSettings } from './start-settings.mjs';

const REQUESTS = 300;
const LISTEN_MS = 60_000;
const STOP_MS = 5_000;
/** npm passes Ctrl-C on, which then comes twice; only one that comes later than this means impatience. */
const SAME_SIGNAL_MS = 500;
const SOURCES = ['libs/activity-tracker/src', 'apps/admin-ui/src', 'package-lock.json', 'tsconfig.json'];
const BUILT = ['dist/index.js', 'panel/index.html', 'countries/dbip-country-lite.mmdb'].map(
  (file) => `libs/activity-tracker/${file}`,
);

/** Where the sample is, once it is built. */
let built = '';
/** @type {import('node:child_process').ChildProcess | undefined} */
let sample;
/** @type {import('./mongodb/start-mongodb.mjs').RunningMongodb | undefined} */
let mongodb;
let stopping = false;
let stoppingSince = 0;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (stopping && Date.now() - stoppingSince > SAME_SIGNAL_MS) sample?.kill('SIGKILL');
    void stop(0);
  });
}

onNpmGone(() => void stop(0));

try {
  await start();
} catch (error) {
  if (!stopping) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}

async function start() {
  const { port, platform, app } = readSettings(process.env, process.argv.slice(2));
  built = join(ROOT, 'dist/apps', app);
  await assertFree(port);
  ensureInstalled();
  build(app);
  const { startMongodb } = await import('./mongodb/start-mongodb.mjs');
  const found = await startMongodb({ say: (text) => process.stdout.write(text) });
  mongodb = found.mongodb;
  // A signal that came meanwhile had no MongoDB to stop yet.
  if (stopping) return mongodb?.stop();
  if (mongodb) console.log(`MongoDB: ${mongodb.source}`);
  else banner(found.tried);
  await demonstrate(await startSample({ port, platform, uri: mongodb?.uri }));
}

/** @param {string} app */
function build(app) {
  const sources = [`apps/${app}/src`, ...SOURCES].map((path) => newest(join(ROOT, path)));
  if (newest(built) > Math.max(...sources) && BUILT.every((path) => existsSync(join(ROOT, path)))) return;
  console.log('Building …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  // The compiler writes its output also where it found errors: the next start must not take it for a good one.
  rmSync(built, { recursive: true, force: true });
  throw new Error('The build failed, see above.');
}

/** Latest change of a file, or of any file below a folder. @param {string} path @returns {number} */
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
 * @param {{ port: number, platform: string, uri: string | undefined }} settings
 * @returns {Promise<string>} where it listens
 */
async function startSample({ port, platform, uri }) {
  const history = await progressBar('History [{bar}] {value}/{total} records');
  const child = (sample = fork(join(built, 'main.js'), {
    env: {
      ...process.env,
      PORT: String(port),
      PLATFORM: platform,
      ...(uri ? { MONGODB_URI: uri } : { SAMPLE_STORE: 'memory' }),
    },
    execArgv: ['--import', new URL('exit-with-parent.mjs', import.meta.url).href],
    // Ctrl-C goes to the whole process group; what is in its own group stops when told, in order.
    detached: true,
    stdio: 'inherit',
  }));
  return new Promise((resolve, reject) => {
    const impatience = setTimeout(
      () => reject(new Error(`The sample did not listen within ${LISTEN_MS / 1_000} s.`)),
      LISTEN_MS,
    );
    child.on('message', (message) => {
      const { type, url, done, total } = /** @type {{ type?: string, url?: string, done?: number, total?: number }} */ (
        message
      );
      if (type === 'listening') clearTimeout(impatience);
      if (type === 'history') show(history, Number(done), Number(total));
      if (type === 'ready' && url) {
        history.stop();
        resolve(url);
      }
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(impatience);
      if (stopping) return;
      console.error(`\nThe sample ended by itself (${signal ?? `exit code ${code}`}), see above.`);
      void stop(code || 1);
    });
  });
}

/** What is there after the packages are. @param {string} format */
async function progressBar(format) {
  const { default: progress } = await import('cli-progress');
  return new progress.SingleBar({ format, noTTYOutput: true, notTTYSchedule: 5_000 });
}

/** @param {import('cli-progress').SingleBar} bar @param {number} done @param {number} total */
function show(bar, done, total) {
  if (bar.isActive) bar.update(done);
  else bar.start(total, done);
}

/** @param {string} url */
async function demonstrate(url) {
  const { driveTraffic } = await import(pathToFileURL(join(built, 'demo-traffic.js')).href);
  const { welcome } = await import(pathToFileURL(join(built, 'welcome.js')).href);
  const bar = await progressBar('Traffic [{bar}] {value}/{total} requests');
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
  stoppingSince = Date.now();
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
