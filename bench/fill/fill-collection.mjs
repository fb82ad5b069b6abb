import { setTimeout as wait } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { MongoClient } from 'mongodb';
import { MongoActivityStore } from '../../libs/activity-tracker/dist/index.js';

/** @typedef {import('../../apps/sample/src/demo/records/record-maker.js').RecordMakerSettings} Settings */

const maker = new URL('../../dist/apps/sample/demo/records/record-maker.js', import.meta.url);
/** @type {typeof import('../../apps/sample/src/demo/records/record-maker.js')} */
const { recordMaker } = await import(maker.href);

const LOOK_AGAIN_MS = 250;
const BATCH = 2_000;
/** So that making records and storing them overlap. */
const UNDER_WAY = 3;

/**
 * Indexes last: building them over the records costs less.
 * @param {Settings & { uri: string, dbName: string, collectionName: string, drop?: boolean }} settings
 */
export async function fillCollection({ uri, dbName, collectionName, drop, ...settings }) {
  const client = await new MongoClient(uri).connect();
  try {
    const collection = client.db(dbName).collection(collectionName, { writeConcern: { w: 1, journal: false } });
    if (drop) await collection.drop();
    const started = performance.now();
    await insertAll(collection, settings);
    const seconds = (performance.now() - started) / 1_000;
    const indexing = performance.now();
    await createIndexes(uri, dbName, collectionName);
    return { count: settings.count, seconds, indexSeconds: (performance.now() - indexing) / 1_000 };
  } finally {
    await client.close();
  }
}

/** @param {import('mongodb').Collection} collection @param {Settings} settings */
async function insertAll(collection, settings) {
  const next = recordMaker(settings);
  const bar = new SingleBar({
    format: '{bar} {percentage}% {value}/{total} records, {eta_formatted} left',
    clearOnComplete: true,
  });
  bar.start(settings.count, 0);
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  try {
    for (let start = 0; start < settings.count; start += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, settings.count - start) }, next);
      const insert = collection.insertMany(batch, { ordered: false, bypassDocumentValidation: true }).then(() => {
        underWay.delete(insert);
        bar.increment(batch.length);
      });
      underWay.add(insert);
      if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    bar.stop();
  }
}

/** The ones that the tracker itself keeps. @param {string} uri @param {string} dbName @param {string} collectionName */
async function createIndexes(uri, dbName, collectionName) {
  const warn = (/** @type {string} */ message) => console.warn(message);
  const store = new MongoActivityStore({ uri: patient(uri), dbName, collectionName, warn, deadlineMs: 3_600_000 });
  try {
    await store.open();
    // open() returns before large indexes are built.
    while ((await store.describe()).missing_indexes?.length) await wait(LOOK_AGAIN_MS);
  } finally {
    await store.close();
  }
}

/** Building an index over ten million records takes longer than the store waits for an answer otherwise. @param {string} uri */
function patient(uri) {
  const url = new URL(uri);
  url.pathname ||= '/';
  url.searchParams.set('socketTimeoutMS', '0');
  return url.href;
}
