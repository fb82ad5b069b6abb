// What each question to the admin API costs: time, and documents that MongoDB examined, at several sizes of the log.
// node bench/endpoints.mjs [--sizes 10000,100000,1000000] [--rounds 20]
import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { startApp } from './endpoints/app.mjs';
import { QUESTIONS } from './endpoints/questions.mjs';
import { Profiler } from './endpoints/profiler.mjs';
import { fillCollection } from './fill/fill-collection.mjs';
import { between, commandLine } from './harness/command-line.mjs';
import { say } from './harness/prepare.mjs';
import { median, percentile } from './harness/statistics.mjs';
import { dropDatabase, startStore } from './harness/store.mjs';

const values = commandLine({
  sizes: { type: 'string', default: '10000,100000,1000000' },
  rounds: { type: 'string', default: '20' },
});
const sizes = values.sizes.split(',').map((size) => between('sizes', size, 1, 100_000_000));
const rounds = between('rounds', values.rounds, 1, 1_000);
const DAYS = 30;
/** So long days wait until their hours have settled. */
const LONGEST_SETTLING_MS = 180_000;

const store = await startStore();
console.log(
  `Measured ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC: Node ${process.version}, mongod ${store.version}, ` +
    `load average ${loadavg()[0]?.toFixed(1)}; ${rounds} rounds, all questions in each; ms at the median (99th percentile) ` +
    'and documents examined.\n',
);
/** @type {Map<string, string[]>} */
const rows = new Map(QUESTIONS.map(({ name }) => [name, []]));
try {
  for (const size of sizes) await measure(size);
} finally {
  await store.stop();
}
console.log(`| question | ${sizes.map((size) => size.toLocaleString('en')).join(' | ')} |`);
console.log(`| --- |${' --: |'.repeat(sizes.length)}`);
for (const [name, cells] of rows) console.log(`| ${name} | ${cells.join(' | ')} |`);

/** @param {number} size */
async function measure(size) {
  const dbName = `bench-${randomUUID()}`;
  await fillCollection({
    uri: store.uri,
    dbName,
    collectionName: 'activity_logs',
    count: size,
    days: DAYS,
    users: 5_000,
    seed: 1,
    end: Date.now(),
  });
  const app = await startApp(store.uri, dbName);
  const profiler = await Profiler.start(store.uri, dbName);
  try {
    say(`${size}: counting statistics …`);
    await app.rebuildStatistics();
    await settled(app);
    const [{ _id: id, user_id: user, url_name: name, namespace }] = (await app.ask('/records?limit=1&q=-user:none'))
      .results;
    const example = { id, user, name: `${namespace}.${name}` };
    /** @type {Map<string, number[]>} */
    const times = new Map(QUESTIONS.map(({ name }) => [name, []]));
    /** @type {Map<string, number>} */
    const examined = new Map();
    for (const { path } of QUESTIONS) await app.ask(path(example));
    for (let round = 0; round < rounds; round++) {
      say(`${size}: round ${round + 1} of ${rounds}`);
      for (const { name, path } of QUESTIONS) {
        if (round === 0) await profiler.begin();
        const started = performance.now();
        await app.ask(path(example));
        times.get(name)?.push(performance.now() - started);
        if (round === 0) examined.set(name, await profiler.documentsExamined());
      }
    }
    for (const { name } of QUESTIONS) {
      const series = times.get(name) ?? [];
      const count = (examined.get(name) ?? 0).toLocaleString('en');
      rows.get(name)?.push(`${median(series).toFixed(0)} (${percentile(series, 99).toFixed(0)}), ${count}`);
    }
  } finally {
    await profiler.stop();
    await app.stop();
    await dropDatabase(store.uri, dbName);
  }
}

/** Waits until days are made of hours, as they are in a log that has been running. @param {Awaited<ReturnType<typeof startApp>>} app */
async function settled(app) {
  const end = Date.now() + LONGEST_SETTLING_MS;
  for (;;) {
    const { rollups } = await app.ask('/health');
    if (rollups?.waiting.days <= 1 && rollups.waiting.hours <= 2) return;
    if (Date.now() > end) return say(`statistics have not settled: ${JSON.stringify(rollups)}`);
    await wait(2_000);
  }
}
