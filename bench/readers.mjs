// What an ordinary request waits while administrators ask: 99th percentile over the base.
// node bench/readers.mjs [--hostile 600] [--ordinary 200000] [--body-bytes 65536] [--seconds 5] [--only 'HAR|subject'] [--library dist/index.js]
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { MongoClient } from 'mongodb';
import { ROOT } from '../scripts/ensure-installed.mjs';
import { between, commandLine } from './harness/command-line.mjs';
import { buildLibrary, say } from './harness/prepare.mjs';
import { median, percentile, spread } from './harness/statistics.mjs';
import { dropDatabase, startStore } from './harness/store.mjs';
import { hostileRecords } from './readers/hostile-records.mjs';
import { probeDuring } from './readers/probe.mjs';
import { QUESTIONS } from './readers/questions.mjs';
import { token } from './readers/token.mjs';

const TARGET_MS = 50;
const WATCHERS = 50;
const SECRET = 'a secret of the benchmark, 32 characters or more';
const START_MS = 300_000;
/** 500 records a second. */
const RECORDS_A_BATCH = 50;
const BATCH_EVERY_MS = 100;
/** 6 MiB for each watcher. */
const FILL_RECORDS = 100;
const FILL_PATH_BYTES = 65_536;

const values = commandLine({
  hostile: { type: 'string', default: '600' },
  ordinary: { type: 'string', default: '200000' },
  'body-bytes': { type: 'string', default: '65536' },
  seconds: { type: 'string', default: '5' },
  only: { type: 'string', default: '' },
  library: { type: 'string' },
});
const only = new RegExp(values.only);
const chosen = QUESTIONS.filter(({ name }) => only.test(name));
const seconds = between('seconds', values.seconds, 1, 60);
const bodyBytes = between('body-bytes', values['body-bytes'], 1_024, 4_000_000);
const counts = {
  hostile: between('hostile', values.hostile, 0, 10_000),
  ordinary: between('ordinary', values.ordinary, 0, 10_000_000),
};
if (!values.library) buildLibrary();
const library = pathToFileURL(values.library ?? `${ROOT}libs/activity-tracker/dist/index.js`).href;

const store = await startStore();
try {
  print(
    `Measured ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC: Node ${process.version}, mongod ${store.version}, ` +
      `load average ${loadavg()[0]?.toFixed(1)}. Each question is asked again and again for ${seconds} s, and an ordinary ` +
      `request sent every 10 ms meanwhile; target: at most ${TARGET_MS} ms over the base at the 99th percentile.`,
  );
  if (counts.hostile > 0) {
    const title = `${counts.hostile} records with hostile bodies of ${bodyBytes.toLocaleString('en')} bytes`;
    await measure(title, (dbName) => fillHostile(dbName));
  }
  if (counts.ordinary > 0)
    await measure(`${counts.ordinary.toLocaleString('en')} ordinary records`, (dbName) => fillOrdinary(dbName));
} finally {
  await store.stop();
}

/** @param {string} title @param {(dbName: string) => Promise<void>} fill */
async function measure(title, fill) {
  const dbName = `bench-${randomUUID()}`;
  const client = await new MongoClient(store.uri).connect();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  try {
    say(`${title}: filling …`);
    await fill(dbName);
    const records = client.db(dbName).collection('activity_logs');
    const example = await records.findOne({ user_id: { $ne: null } }, { sort: { created_time: -1 } });
    const user = String(example?.user_id);
    say(`${title}: counting statistics …`);
    const setting = JSON.stringify({ uri: store.uri, dbName, secret: SECRET, library });
    child = fork(new URL('./readers/server.mjs', import.meta.url), [setting], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const [{ url }] = await once(child, 'message', { signal: AbortSignal.timeout(START_MS) });
    const ping = `${url}/ping`;
    const bases = [];
    const server = child;
    /** @param {() => Promise<any>} work */
    const turn = async (work) => {
      await heldBy(server);
      const measured = await probeDuring(ping, work);
      const held = await heldBy(server);
      return { ...measured, heldP99: percentile(held, 99), heldMost: Math.max(...held) };
    };
    const idle = () => turn(() => wait(seconds * 1_000));
    await idle();
    const rows = [];
    for (const question of chosen) {
      say(`${title}: ${question.name}`);
      bases.push(await idle());
      rows.push({ name: question.name, ...(await turn(() => askRepeatedly(url, question, user))) });
    }
    say(`${title}: ${WATCHERS} watchers`);
    const sockets = await openWatchers(url, records, example);
    bases.push(await idle());
    const load = { records: seconds * RECORDS_A_BATCH * (1_000 / BATCH_EVERY_MS), pathBytes: 100 };
    rows.push({
      name: `${WATCHERS} watchers that do not read`,
      ...(await turn(() => storeLike(records, example, load))),
    });

    for (const socket of sockets) socket.destroy();
    const p99s = bases.map(({ p99 }) => p99);
    // Not the mean: one turn during other processes' work would hide what a question adds.
    const base = median(p99s);
    print(`## ${title}`);
    print(`Base, p99 of ${bases.length} turns: ${spread(p99s)} ms.`);
    print(`Loop held by CPU without a question: at most ${spread(bases.map(({ heldMost }) => heldMost))} ms.`);
    print(
      [
        '| question | p50 | p99 | over base | most | loop held p99 | most | answered |',
        '| --- | --: | --: | --: | --: | --: | --: | --- |',
        ...rows.map(
          ({ name, p50, p99, most, heldP99, heldMost, result }) =>
            `| ${name} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${(p99 - base).toFixed(1)}` +
            `${p99 - base > TARGET_MS ? ' MISSED' : ''} | ${most.toFixed(0)} | ${heldP99.toFixed(0)} | ${heldMost.toFixed(0)} | ${result} |`,
        ),
      ].join('\n'),
    );
  } finally {
    if (child && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await client.close();
    await dropDatabase(store.uri, dbName);
  }
}

/** How long the server held its event loop, in CPU, since it was asked before. @param {import('node:child_process').ChildProcess} server @returns {Promise<number[]>} */
async function heldBy(server) {
  server.send('held');
  const [{ held }] = await once(server, 'message');
  return held;
}

/**
 * @param {string} url
 * @param {import('./readers/questions.mjs').Question} question
 * @param {string} user
 * @returns {Promise<string>} how often it was answered
 */
async function askRepeatedly(url, { method = 'GET', path, atOnce = 1 }, user) {
  const deadline = AbortSignal.timeout(seconds * 1_000);
  /** @type {Record<string, number>} */
  const statuses = {};
  const note = (/** @type {string | number} */ status) => (statuses[status] = (statuses[status] ?? 0) + 1);
  const headers = { authorization: `Bearer ${token(SECRET)}` };
  const askUntilEnd = async () => {
    while (!deadline.aborted) {
      try {
        const response = await fetch(`${url}/activity-logs/admin/api${path(user)}`, {
          method,
          headers,
          signal: deadline,
        });
        for await (const _ of response.body ?? []);
        note(response.status);
      } catch {
        note(deadline.aborted ? 'under way' : 'broken');
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askUntilEnd));
  return Object.entries(statuses)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}

/**
 * Watchers whose connections take nothing any more: what the kernel holds for each is full.
 * @param {string} url
 * @param {import('mongodb').Collection} records
 * @param {any} example
 */
async function openWatchers(url, records, example) {
  const { port } = new URL(url);
  const sockets = [];
  for (let n = 0; n < WATCHERS; n++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    socket.write(
      `GET /activity-logs/admin/api/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token(SECRET)}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.pause();
    sockets.push(socket);
  }
  await storeLike(records, example, { records: FILL_RECORDS, pathBytes: FILL_PATH_BYTES });
  return sockets;
}

/**
 * @param {import('mongodb').Collection} records
 * @param {any} example
 * @param {{ records: number, pathBytes: number }} load
 */
async function storeLike(records, { _id, body: _body, response: _response, ...small }, { records: count, pathBytes }) {
  const url_path = `/orders/${'x'.repeat(pathBytes)}`;
  for (let stored = 0; stored < count; stored += RECORDS_A_BATCH) {
    const some = Array.from({ length: RECORDS_A_BATCH }, () => ({ ...small, url_path, created_time: new Date() }));
    await records.insertMany(some, { ordered: false });
    await wait(BATCH_EVERY_MS);
  }
  return `${count} records stored meanwhile`;
}

/** @param {string} dbName */
async function fillHostile(dbName) {
  const client = await new MongoClient(store.uri).connect();
  try {
    for (const record of hostileRecords(counts.hostile, bodyBytes))
      await client.db(dbName).collection('activity_logs').insertOne(record);
  } finally {
    await client.close();
  }
}

/** @param {string} dbName */
async function fillOrdinary(dbName) {
  // What it imports is there only now.
  const { fillCollection } = await import('./fill/fill-collection.mjs');
  await fillCollection({
    uri: store.uri,
    dbName,
    collectionName: 'activity_logs',
    count: counts.ordinary,
    days: 30,
    users: 5_000,
    seed: 1,
    end: Date.now(),
  });
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n\n`);
}
