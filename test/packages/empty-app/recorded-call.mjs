import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import mongoose from 'mongoose';

const SECRET = 'the secret of the packed package';
const DEADLINE_MS = 30_000;

/**
 * What is started and called, and what it answers and leaves in MongoDB.
 * @typedef {object} Call
 * @property {string} entry file that starts the app and sends its address to the parent process
 * @property {string[]} [execArgv] arguments of Node
 * @property {string} path
 * @property {string} answer body of the response
 * @property {{ route: string, url_name: string, status_code: number }} record
 */

/** @type {Call} */
const QUICK_START = {
  entry: 'src/main.js',
  path: '/orders/12',
  answer: '{"id":"12"}',
  record: { route: '/orders/:id', url_name: 'findOne', status_code: 200 },
};

/**
 * Starts the app, calls it, stops it by signal, and looks for the call in MongoDB.
 * @param {string} folder @param {{ uri: string, dbName: string, userId: number }} target @param {Call} [call]
 */
export async function recordsACall(folder, { uri, dbName, userId }, call = QUICK_START) {
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const app = startApp(folder, uri, call);
  try {
    await callAsUser(await app.url, tokenFor(folder, userId), call);
    // An orderly stop stores what waits, so that the test need not wait for the interval.
    await app.stop();
    assert.doesNotMatch(app.output(), /\b(WARN|ERROR)\b/, 'the app complains');
    const records = await client.db(dbName).collection('activity_logs').find({ user_id: userId }).toArray();
    const seen = records.map(({ route, url_name, status_code }) => ({ route, url_name, status_code }));
    assert.deepEqual(seen, [call.record], 'what MongoDB holds');
  } catch (error) {
    throw new Error(`${messageOf(error)}\n--- output of the app ---\n${app.output()}`, { cause: error });
  } finally {
    app.kill();
    await client.db(dbName).dropDatabase();
    await client.close();
  }
}

/** @param {string} folder @param {string} uri @param {Call} call */
function startApp(folder, uri, { entry, execArgv = [] }) {
  const child = fork(join(folder, entry), {
    cwd: folder,
    env: { ...process.env, MONGODB_URI: uri, JWT_SECRET: SECRET, PORT: '0' },
    execArgv,
    silent: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  const kill = () => child.kill('SIGKILL');
  const impatience = setTimeout(kill, DEADLINE_MS);
  process.once('exit', kill);
  const gone = once(child, 'close').finally(() => {
    clearTimeout(impatience);
    process.off('exit', kill);
  });
  return {
    url: Promise.race([
      once(child, 'message').then(([url]) => String(url)),
      gone.then(([code, signal]) =>
        Promise.reject(new Error(`the app ended with ${code ?? signal} before it listened`)),
      ),
    ]),
    output: () => output,
    kill,
    stop: async () => {
      child.kill('SIGTERM');
      const [, signal] = await gone;
      assert.notEqual(signal, 'SIGKILL', `the app did not stop within ${DEADLINE_MS / 1000} s`);
    },
  };
}

/** @param {string} url @param {string} token @param {Call} call */
async function callAsUser(url, token, { path, answer: body }) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}${path}`, { headers });
  assert.deepEqual([answer.status, await answer.text()], [200, body], "the host's own answer");
  const history = await fetch(`${url}/activity-logs/user-history`, { headers });
  const page = await history.text();
  assert.equal(history.status, 200, `user-history answers ${history.status}: ${page}`);
  assert(Array.isArray(JSON.parse(page).results), `user-history has no results: ${page}`);
}

/** Signed by the library that came with the package. @param {string} folder @param {number} userId @returns {string} */
function tokenFor(folder, userId) {
  const { sign } = createRequire(join(folder, 'package.json'))('jsonwebtoken');
  return sign({ user_id: userId, token_type: 'access' }, SECRET, { expiresIn: '10m' });
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
