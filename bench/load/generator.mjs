import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.mjs';

/** @typedef {{ requests: number, seconds: number, perSecond: number, cpuShare: number }} Held */

const CONNECTIONS = 16;
/** For the fixed rate: enough that a request seldom waits for a free one. */
const CONNECTIONS_AT_RATE = 64;

/**
 * As fast as the server answers, on 16 connections, one request after the other on each.
 * @param {number} port
 * @param {Buffer[]} requests
 * @param {{ count?: number, seconds?: number }} until
 * @returns {Promise<Held>}
 */
export async function pull(port, requests, { count = Infinity, seconds = Infinity }) {
  let sent = 0;
  let answered = 0;
  let open = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await withConnections(port, CONNECTIONS, (connections, done, onAnswer) => {
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
 * Open loop: a request that finds no free connection waits, and its wait counts.
 * @param {number} port
 * @param {Buffer[]} requests
 * @param {{ perSecond: number, seconds: number }} rate
 * @returns {Promise<{ p50: number, p99: number, answered: number }>} milliseconds
 */
export async function push(port, requests, { perSecond, seconds }) {
  const total = Math.floor(perSecond * seconds);
  const latencies = new Float64Array(total);
  let answered = 0;
  await withConnections(port, CONNECTIONS_AT_RATE, async (connections, done, onAnswer) => {
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
      await wait(1);
      const now = performance.now();
      for (const until = Math.min(total, ((now - startedAt) / 1000) * perSecond); due < until; due++) {
        // In turn: a server closes idle connections.
        const connection = idle.shift();
        if (connection) send(connection, now);
        else waiting.push(now);
      }
    }
  });
  latencies.sort();
  return { p50: latencies[Math.floor(total * 0.5)] ?? 0, p99: latencies[Math.floor(total * 0.99)] ?? 0, answered };
}

/**
 * @param {number} port
 * @param {number} count
 * @param {(connections: Connection[], done: () => void, onAnswer: (answer: (connection: Connection) => void) => void) => unknown} use
 */
async function withConnections(port, count, use) {
  /** @type {Connection[]} */
  const connections = [];
  /** @type {(connection: Connection) => void} */
  let answer = () => {};
  try {
    await new Promise((resolve, reject) => {
      /** @param {Connection} connection @param {number} status */
      const answered = (connection, status) => {
        if (status >= 300) reject(new Error(`the server answered ${status}`));
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
