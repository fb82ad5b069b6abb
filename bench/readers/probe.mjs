import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from '../harness/statistics.mjs';

const EVERY_MS = 10;

/**
 * Sends ordinary requests at a fixed rate until the work ends, whether they are answered or not.
 * @template T
 * @param {string} url
 * @param {() => Promise<T>} work
 * @returns {Promise<{ p50: number, p99: number, most: number, requests: number, result: T }>} milliseconds
 */
export async function probeDuring(url, work) {
  const agent = new Agent({ keepAlive: true });
  /** @type {Promise<number>[]} */
  const sent = [];
  let ended = false;
  const working = work().finally(() => (ended = true));
  try {
    while (!ended) {
      sent.push(timed(url, agent));
      await wait(EVERY_MS);
    }
    const times = await Promise.all(sent);
    const most = Math.max(...times);
    return {
      p50: percentile(times, 50),
      p99: percentile(times, 99),
      most,
      requests: times.length,
      result: await working,
    };
  } finally {
    agent.destroy();
  }
}

/** @param {string} url @param {Agent} agent @returns {Promise<number>} */
function timed(url, agent) {
  const started = performance.now();
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - started));
    })
      // A connection that was idle for as long as the loop was held is cut: the time until then counts.
      .once('error', () => resolve(performance.now() - started));
  });
}
