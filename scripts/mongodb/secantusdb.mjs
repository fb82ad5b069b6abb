// Called by the spec of another engine (test/other-engine.spec.ts).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE_FOLDER } from './cache-folder.mjs';
import { run } from './command.mjs';
import { lastLine } from './memory-server-binary.mjs';

/** What it holds is run, so it is this very version or none. */
const VERSION = '0.7.0b3';
const PIP_OPTIONS = [
  '--only-binary=:all:',
  '--pre',
  '--disable-pip-version-check',
  '--no-warn-script-location',
  '--retries=1',
];
const START_MS = 30_000;

/**
 * SecantusDB, another engine behind MongoDB's protocol, in its own process on a free port of 127.0.0.1, with its data in
 * a temporary folder.
 * @returns {Promise<{ uri: string, stop: () => Promise<void> }>}
 */
export async function startSecantusdb() {
  const home = await secantusdb();
  const port = await freePort();
  const storage = join(tmpdir(), `secantusdb-${process.pid}-${port}`);
  const child = spawn(
    'python3',
    [
      '-m',
      'secantus',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--storage-path',
      storage,
      '--log-level',
      'ERROR',
    ],
    { env: { ...process.env, PYTHONPATH: home }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const abandon = () => void child.kill('SIGKILL');
  process.once('exit', abandon);
  const stop = async () => {
    process.off('exit', abandon);
    child.kill('SIGKILL');
    await ended;
    rmSync(storage, { recursive: true, force: true });
  };
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  if (await answers(uri, () => child.exitCode !== null)) return { uri, stop };
  await stop();
  throw new Error(lastLine(output) || 'it gave no answer');
}

/** The folder that it is installed in, fetched with pip where it is not there yet. */
async function secantusdb() {
  const home = join(CACHE_FOLDER, `secantusdb-${VERSION}`);
  if (existsSync(home)) return home;
  // Installed into another folder and then moved, so that an interrupted download leaves nothing half.
  const making = `${home}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const { code, output } = await run(
      'python3',
      ['-m', 'pip', 'install', ...PIP_OPTIONS, '--target', making, `secantusdb==${VERSION}`],
      { timeoutMs: 300_000 },
    );
    if (code === null) throw new Error('python3 is not installed');
    if (code !== 0) throw new Error(/^ERROR: (.+)/m.exec(output)?.[1] ?? lastLine(output));
    if (!existsSync(home)) renameSync(making, home);
    return home;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} uri @param {() => boolean} hasEnded */
async function answers(uri, hasEnded) {
  const { mongo } = await import('mongoose');
  for (const end = Date.now() + START_MS; Date.now() < end && !hasEnded();) {
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 1_000 });
    try {
      await client.db('admin').command({ ping: 1 });
      return true;
    } catch {
      // Not there yet: the client itself has waited.
    } finally {
      await client.close();
    }
  }
  return false;
}
