import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.mjs';

/** @typedef {{ requests: number, seconds: number, perSecond: number, cpuShare: number }} Held */

const CONNECTIONS = 16;
/** For the fixed rate: enough that a request seldom waits for a free one. */
const CONNECTIONS_AT_RATE = 64;
const TICK_MS = 1;
/** @param {number} status */
const isSuccess = (status) => status < 300;

/**
 * As fast as the server answers, on 16 connections, one request after the other on each.
 * @param {number} port
 * @param {Buffer[]} requests
 * @param {{ count?: number, seconds?: number, accepts?: (status: number) => boolean }} until
 * @returns {Promise<Held>}
 */
export async function pull(port, requests, { count = Infinity, seconds = Infinity, accepts = isSuccess }) {
  let sent = 0;
  let answered = 0;
  let open = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await withConnections(port, CONNECTIONS, accepts, (connections, done, onAnswer) => {
    /** @param {Connection} connection */
    const next = (connection) => {
      if (sent >= count || performance.now() >= endsAt) {
        if (--open === 0) done();
        return;
      }
      connection.send(/** @type {Buffer} */ (requests[sent++ % requests.length]), 0);
    };
    onAnswer((connection) => {
      answered++;
      next(connection);
    });
    open = connections.length;
    for (const connection of connections) next(connection);
  });
  const elapsed = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requests: answered,
    seconds: elapsed,
    perSecond: answered / elapsed,
    cpuShare: (user + system) / 1e6 / elapsed,
  };
}

/**
 * Open loop, corrected for coordinated omission: a request counts from the tick of the clock at which it was due, although
 * it may have waited for a free connection, or for this process. `late` is the 99th percentile of the latter.
 * @param {number} port
 * @param {Buffer[]} requests
 * @param {{ perSecond: number, seconds: number, accepts?: (status: number) => boolean }} rate
 * @returns {Promise<{ p50: number, p99: number, p999: number, late: number, answered: number }>} milliseconds
 */
export async function push(port, requests, { perSecond, seconds, accepts = isSuccess }) {
  const total = Math.floor(perSecond * seconds);
  const latencies = new Float64Array(total);
  const delays = new Float64Array(total);
  let answered = 0;
  await withConnections(port, CONNECTIONS_AT_RATE, accepts, async (connections, done, onAnswer) => {
    const idle = [...connections];
    /** @type {number[]} */
    const waiting = [];
    let sent = 0;
    /** @param {Connection} connection @param {number} dueAt */
    const send = (connection, dueAt) =>
      connection.send(/** @type {Buffer} */ (requests[sent++ % requests.length]), dueAt);
    onAnswer((connection) => {
      latencies[answered++] = performance.now() - connection.dueAt;
      const dueAt = waiting.shift();
      if (dueAt === undefined) idle.push(connection);
      else send(connection, dueAt);
      if (answered === total) done();
    });
    const startedAt = performance.now();
    for (let due = 0; due < total;) {
      await wait(TICK_MS);
      const elapsed = performance.now() - startedAt;
      for (const until = Math.min(total, (elapsed / 1000) * perSecond); due < until; due++) {
        const dueAt = Math.ceil(((due / perSecond) * 1000) / TICK_MS) * TICK_MS;
        delays[due] = Math.max(0, elapsed - dueAt);
        // In turn: a server closes idle connections.
        const connection = idle.shift();
        if (connection) send(connection, startedAt + dueAt);
        else waiting.push(startedAt + dueAt);
      }
    }
  });
  latencies.sort();
  delays.sort();
  const at = (/** @type {Float64Array} */ sorted, /** @type {number} */ share) =>
    sorted[Math.floor(total * share)] ?? 0;
  return {
    p50: at(latencies, 0.5),
    p99: at(latencies, 0.99),
    p999: at(latencies, 0.999),
    late: at(delays, 0.99),
    answered,
  };
}

/**
 * @param {number} port
 * @param {number} count
 * @param {(status: number) => boolean} accepts
 * @param {(connections: Connection[], done: () => void, onAnswer: (answer: (connection: Connection) => void) => void) => unknown} use
 */
async function withConnections(port, count, accepts, use) {
  /** @type {Connection[]} */
  const connections = [];
  /** @type {(connection: Connection) => void} */
  let answer = () => {};
  try {
    await new Promise((resolve, reject) => {
      /** @param {Connection} connection @param {number} status */
      const answered = (connection, status) => {
        if (!accepts(status)) reject(new Error(`the server answered ${status}`));
        else answer(connection);
      };
      const start = async () => {
        for (let index = 0; index < count; index++) connections.push(await Connection.open(port, answered, reject));
        await use(
          connections,
          () => resolve(undefined),
          (given) => (answer = given),
        );
      };
      start().catch(reject);
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}
