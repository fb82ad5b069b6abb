import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { push } from '../load/generator.mjs';
import { requestsFor, SECRET } from '../load/requests.mjs';
import { mebibytes } from './numbers.mjs';
import { Server } from './server.mjs';
import { trend } from './statistics.mjs';
import { dropDatabase } from './store.mjs';

/** `buffer.interval`: what arrives within it may wait, even where no flush is due to size. */
const FLUSH_SECONDS = 10;
/** Memory is level if, at the lower end of its trend's error, it would take up no more than this in an hour. */
const LEVEL_MIB_AN_HOUR = 2;
/** Share of the time in which V8 compiles, caches fill and the heap finds its size. */
const WARM_UP = 1 / 5;

/**
 * @typedef {object} Look
 * @property {number} minute
 * @property {number} heap bytes, after a collection
 * @property {number} rss bytes
 * @property {number} descriptors that are open
 * @property {Record<string, number>} facts
 */

/**
 * One app under a steady rate, looked at each minute while the load goes on.
 * @param {{ uri: string, platform: string, rate: number, minutes: number, print: (text: string) => void }} options
 */
export async function soak({ uri, platform, rate, minutes, print }) {
  const dbName = `bench-${randomUUID()}`;
  const server = await Server.start({ platform, mode: 'ours', uri, dbName, secret: SECRET });
  const over = new AbortController();
  try {
    const load = push(server.port, requestsFor('orders'), { perSecond: rate, seconds: minutes * 60 });
    const looking = look(server, minutes, print, over.signal);
    const [{ answered, p50, p99 }, looks] = await Promise.all([load, looking]);
    await server.ask('usage');
    const { facts } = await server.ask('memory');
    const inStore = await countStored(uri, dbName);
    print('');
    print(
      `${answered} requests answered, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; retries: ${facts.retries}.`,
    );
    const settled = looks.filter(({ minute }) => minute > minutes * WARM_UP);
    for (const line of verdicts({ settled, rate, answered, facts, inStore })) print(line);
  } finally {
    over.abort();
    await server.stop();
    await dropDatabase(uri, dbName);
  }
}

/** @param {Server} server @param {number} minutes @param {(text: string) => void} print @param {AbortSignal} signal */
async function look(server, minutes, print, signal) {
  /** @type {Look[]} */
  const looks = [];
  print('| minute | RSS MiB | heap MiB, collected | descriptors | waiting | dropped | stored |');
  print('| --: | --: | --: | --: | --: | --: | --: |');
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await wait(startedAt + minute * 60_000 - performance.now(), undefined, { signal });
    const { heap, rss, descriptors, facts } = await server.ask('memory');
    looks.push({ minute, heap, rss, descriptors, facts });
    print(
      `| ${minute} | ${mebibytes(rss)} | ${mebibytes(heap)} | ${descriptors} | ${facts.waiting} | ${facts.dropped} | ${facts.recorded} |`,
    );
  }
  return looks;
}

/** @param {string} uri @param {string} dbName */
async function countStored(uri, dbName) {
  const client = new MongoClient(uri);
  try {
    return await client.db(dbName).collection('activity_logs').countDocuments();
  } finally {
    await client.close();
  }
}

/** @param {{ settled: Look[], rate: number, answered: number, facts: Record<string, number>, inStore: number }} seen */
function verdicts({ settled, rate, answered, facts, inStore }) {
  const descriptors = settled.map((look) => look.descriptors);
  const [fewest, most] = [Math.min(...descriptors), Math.max(...descriptors)];
  const waiting = Math.max(...settled.map((look) => look.facts.waiting ?? Number.NaN));
  const mayWait = rate * FLUSH_SECONDS;
  return [
    level('RSS', settled, ({ rss }) => rss),
    level('heap', settled, ({ heap }) => heap),
    verdict(`descriptors constant: ${fewest}–${most}`, fewest === most),
    verdict(`waiting bounded: at most ${waiting} of ${mayWait}`, waiting <= mayWait),
    verdict(`dropped: ${facts.dropped}`, facts.dropped === 0),
    verdict(
      `all stored: ${answered} answered, ${facts.accepted} accepted, ${facts.recorded} stored, ${inStore} in MongoDB`,
      [facts.accepted, facts.recorded, inStore].every((count) => count === answered),
    ),
  ];
}

/** @param {string} what @param {Look[]} looks @param {(look: Look) => number} bytes */
function level(what, looks, bytes) {
  const { slope, error } = trend(
    looks.map(({ minute }) => minute / 60),
    looks.map((look) => bytes(look) / 1024 / 1024),
  );
  const text = `${what} level: ${slope.toFixed(2)} ± ${(2 * error).toFixed(2)} MiB an hour over ${looks.length} looks`;
  return verdict(text, slope - 2 * error <= LEVEL_MIB_AN_HOUR);
}

/** @param {string} text @param {boolean} met */
function verdict(text, met) {
  return `- ${text}: ${met ? 'met' : 'MISSED'}`;
}
