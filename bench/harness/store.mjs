import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { MongoClient } from 'mongodb';
import { startMongodb } from '../../scripts/mongodb/start-mongodb.mjs';
import { pinStore } from './cpus.mjs';
import { say } from './prepare.mjs';

/** So that the load generator, which shares its CPU, is not kept waiting and takes that for latency. */
const LESS_URGENT = 10;

/**
 * The MongoDB that is written to. One that was started here keeps off the servers' CPU.
 * @returns {Promise<{ uri: string, version: string, stop: () => Promise<void> }>}
 */
export async function startStore() {
  const { mongodb, tried } = await startMongodb({ say: (text) => void process.stderr.write(text) });
  if (!mongodb) throw new Error(`No MongoDB was found:\n${tried.map((line) => `  - ${line}`).join('\n')}`);
  const client = new MongoClient(mongodb.uri);
  try {
    const { pid, version } = await client.db('admin').command({ serverStatus: 1 });
    if (!process.env.MONGODB_URI) giveWay(Number(pid));
    return { uri: mongodb.uri, version: String(version), stop: mongodb.stop };
  } finally {
    await client.close();
  }
}

/** @param {number} pid */
function giveWay(pid) {
  pinStore(pid);
  try {
    for (const thread of threadsOf(pid)) setPriority(thread, LESS_URGENT);
  } catch (error) {
    say(`mongod keeps its priority: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Linux keeps a priority for each thread; those of connections have it from the one that listens for them.
 * @param {number} pid
 */
function threadsOf(pid) {
  const tasks = `/proc/${pid}/task`;
  return existsSync(tasks) ? readdirSync(tasks).map(Number) : [pid];
}

/** @param {string} uri @param {string} dbName */
export async function dropDatabase(uri, dbName) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    await client.db(dbName).dropDatabase();
  } catch (error) {
    say(`${dbName} could not be dropped: ${/** @type {Error} */ (error).message}`);
  } finally {
    await client.close();
  }
}
