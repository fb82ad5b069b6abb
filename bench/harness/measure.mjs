import { setTimeout as wait } from 'node:timers/promises';
import { pull, push } from '../load/generator.mjs';

/**
 * @typedef {object} Turn
 * @property {number} cpu microseconds of the server process for each request, user and system, all threads
 * @property {number | undefined} mainThread microseconds of the main thread for each request, where the system tells
 * @property {number} held requests a second, as many as it takes
 * @property {number} loadShare of one CPU that the load generator took
 * @property {Record<string, number>} missing what the server says where it did not record each request once
 */
/**
 * @typedef {object} Latency milliseconds
 * @property {number} p50
 * @property {number} p99
 * @property {number} delay of the event loop, 99th percentile
 */

/** Requests before anything is counted: by then V8 has compiled what it compiles for a route. */
const WARM_UP = { count: 6_000, seconds: 10 };
const REHEARSAL = { count: 2_000, seconds: 5 };

/**
 * @param {import('./server.mjs').Server} server
 * @param {Buffer[]} requests
 * @param {(status: number) => boolean} [accepts]
 * @returns {Promise<number>} requests a second that it holds, a first idea of it
 */
export async function warmUp(server, requests, accepts) {
  await pull(server.port, requests, { ...WARM_UP, accepts });
  const { perSecond } = await pull(server.port, requests, { ...REHEARSAL, accepts });
  await server.ask('usage');
  return perSecond;
}

/**
 * Pending work of the requests, such as a flush, is done and counted before CPU is read.
 * @param {import('./server.mjs').Server} server
 * @param {Buffer[]} requests
 * @param {number} count
 * @param {boolean} [records]
 * @param {(status: number) => boolean} [accepts]
 * @returns {Promise<Turn>}
 */
export async function measureCpu(server, requests, count, records = false, accepts) {
  const before = await server.ask('usage');
  const load = await pull(server.port, requests, { count, accepts });
  const after = await server.ask('usage');
  const recordedNow = (after.facts.recorded ?? 0) - (before.facts.recorded ?? 0);
  return {
    cpu: (after.cpu - before.cpu) / load.requests,
    mainThread: after.mainThread === undefined ? undefined : (after.mainThread - before.mainThread) / load.requests,
    held: load.perSecond,
    loadShare: load.cpuShare,
    missing: records && recordedNow !== load.requests ? { requests: load.requests, recordedNow, ...after.facts } : {},
  };
}

/**
 * Latency and event-loop delay at a rate that is the same for every mode.
 * @param {import('./server.mjs').Server} server
 * @param {Buffer[]} requests
 * @param {{ perSecond: number, seconds: number }} pace
 * @returns {Promise<Latency>}
 */
export async function measureLatency(server, requests, pace) {
  await server.ask('delay:start');
  const { p50, p99 } = await push(server.port, requests, pace);
  const delay = await server.ask('delay:stop');
  await wait(20);
  return { p50, p99, delay: delay.p99 };
}
