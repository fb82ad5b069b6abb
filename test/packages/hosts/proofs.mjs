// The application (app/main.ts) calls itself and prints what it saw; what it is to see, by how it is deployed.
import assert from 'node:assert/strict';
import { CommandError, run } from '../installs/processes.mjs';

const RECORDS = ['AppController.getHello 200'];
const COPY_THE_COUNTRIES =
  /^geo\.database .* cannot be read.*node_modules\/nestjs-activity-tracker\/countries\/dbip-country-lite\.mmdb.*set geo\.database/;
const COPY_THE_PANEL =
  /^The panel cannot be served: .*node_modules\/nestjs-activity-tracker\/panel.*admin\.panelDirectory/;
const COPY_THE_WORKER = /dist\/worker\.js of the package is not there: copy it.*recording\.workerFile$/;
const ON_MAIN = { wanted: 'main', used: 'main', reason: null };
const ON_THREAD = { wanted: 'worker', used: 'worker', reason: null };
const COMPLETE = { records: RECORDS, panel: 'served', thread: ON_MAIN, warnings: [] };

/** Packages and their files are there: panel, countries and the file of the recording thread are found. @param {string[]} node @param {string} file @param {string} cwd @param {string} [uri] */
export async function provesInPlace(node, file, cwd, uri) {
  assert.deepEqual(await start(node, file, cwd), COMPLETE);
  if (uri === undefined) return;
  assert.deepEqual(await start(node, file, cwd, { RECORDS_URI: uri }), { ...COMPLETE, thread: ON_THREAD });
}

/**
 * A bundle alone logs once what to copy; with the copies it serves the panel, knows countries and records on a thread.
 * @param {string[]} node
 * @param {string} file
 * @param {{ to: string, copies: Record<string, string>, worker: Record<string, string>, uri?: string | undefined }} place
 */
export async function provesMoved(node, file, { to, copies, worker, uri }) {
  /** @type {Record<string, string>} */
  const stored = uri === undefined ? {} : { RECORDS_URI: uri };
  const { warnings, thread, ...seen } = await start(node, file, to, stored);
  assert.deepEqual(seen, { records: RECORDS, panel: 404 });
  if (uri !== undefined) assert.match(String(thread.reason), COPY_THE_WORKER);
  const [countries = '', missing = '', ...others] = warnings;
  assert.match(countries, COPY_THE_COUNTRIES);
  assert.match(missing, COPY_THE_PANEL);
  assert.deepEqual(others, []);
  assert.deepEqual(await start(node, file, to, copies), COMPLETE);
  if (uri === undefined) return;
  const onThread = await start(node, file, to, { ...copies, ...worker, ...stored });
  assert.deepEqual(onThread, { ...COMPLETE, thread: ON_THREAD });
}

/**
 * @param {string[]} node
 * @param {string} file
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
async function start(node, file, cwd, env = {}) {
  const command = [...node, file];
  const ended = await run(command, { cwd, env, withinMs: 120_000 });
  const line = ended.output.split('\n').find((each) => each.startsWith('{"answers"'));
  if (ended.code !== 0 || line === undefined)
    throw new CommandError(`ended with ${ended.code}, without an answer`, { command, cwd, ...ended });
  /** @type {{ answers: string[], admin: unknown[], records: string[], panel: string | number, thread: { wanted: string, used: string, reason: string | null }, warnings: string[] }} */
  const { answers, admin, ...seen } = JSON.parse(line);
  assert.deepEqual(answers, ['Hello World!', 'failed: 0']);
  assert.deepEqual(admin, [200, 'getHello', 200]);
  return seen;
}
