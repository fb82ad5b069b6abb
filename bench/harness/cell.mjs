import { randomUUID } from 'node:crypto';
import { requestsFor, SECRET } from '../load/requests.mjs';
import { measureCpu, measureLatency, warmUp } from './measure.mjs';
import { MODES } from './modes.mjs';
import { say } from './prepare.mjs';
import { Server } from './server.mjs';
import { median } from './statistics.mjs';
import { dropDatabase } from './store.mjs';

/** @typedef {import('./modes.mjs').BenchMode} BenchMode */
/** @typedef {{ platform: string, endpoint: string, modes: string[], rounds: number, seconds: number, fresh: boolean }} CellOptions */
/** @typedef {{ uri: string, env?: NodeJS.ProcessEnv }} Surroundings */
/**
 * @typedef {object} Measured each list in order of the rounds
 * @property {Map<string, import('./measure.mjs').Turn[]>} turns by mode
 * @property {Map<string, import('./measure.mjs').Latency[]>} latencies by mode; empty where the rate is not held
 * @property {number} count requests of a turn
 * @property {number} rate requests a second at which latency was measured
 */

/** Short turns are cheap to repeat, but must contain some garbage collections, and idle servers begin cold. */
const LEAST_REQUESTS = 3_000;
/** So many rounds for CPU to one for latency. */
const CPU_ROUNDS = 3;
const LATENCY_SECONDS = 2;
/** A mode that holds little more than the rate would show its queue, not its latency. */
const HEADROOM = 1.2;

/**
 * Each mode has its turn in each round, in an order that changes from round to round, against drift.
 * @param {CellOptions} options
 * @param {Surroundings} surroundings
 * @returns {Promise<Measured>}
 */
export async function measureCell({ platform, endpoint, modes, rounds, seconds, fresh }, { uri, env }) {
  const chosen = MODES.filter(({ name }) => modes.includes(name));
  const where = `${platform} ${endpoint}`;
  const dbName = `bench-${randomUUID()}`;
  const servers = new Servers({ platform, uri, dbName, secret: SECRET }, endpoint, env);
  /** @type {Measured['turns']} */
  const turns = new Map(chosen.map(({ name }) => [name, []]));
  /** @type {Measured['latencies']} */
  const latencies = new Map(chosen.map(({ name }) => [name, []]));
  /** @param {string} what @param {number} times @param {(mode: BenchMode) => Promise<void>} turn */
  const eachRound = async (what, times, turn) => {
    for (let round = 0; round < times; round++) {
      say(`${where}: ${what}, round ${round + 1} of ${times}`);
      for (const mode of round % 2 ? [...chosen].reverse() : chosen) {
        await turn(mode);
        if (fresh) await servers.stop(mode.name);
      }
    }
  };
  try {
    say(`${where}: starting ${modes.join(', ')} …`);
    for (const mode of chosen) await servers.of(mode);
    const count = Math.max(LEAST_REQUESTS, Math.round(servers.heldBy('base') * seconds));
    await eachRound('CPU', rounds, async (mode) => {
      turns.get(mode.name)?.push(await measureCpu(await servers.of(mode), servers.requests(mode), count, mode.records));
    });
    /** @param {string} name */
    const held = (name) => median((turns.get(name) ?? []).map(({ held }) => held));
    const rate = Math.round((modes.includes('ours') ? held('ours') : Math.min(...modes.map(held))) / 2);
    const pace = { perSecond: rate, seconds: LATENCY_SECONDS };
    await eachRound('latency', Math.ceil(rounds / CPU_ROUNDS), async (mode) => {
      if (held(mode.name) < rate * HEADROOM) return;
      latencies.get(mode.name)?.push(await measureLatency(await servers.of(mode), servers.requests(mode), pace));
    });
    return { turns, latencies, count, rate };
  } finally {
    await servers.stopAll();
    await dropDatabase(uri, dbName);
  }
}

/** The servers of a cell: each is started and warmed when first asked for, or again after it was stopped. */
class Servers {
  /** @type {Map<string, Server>} */
  #running = new Map();
  /** @type {Map<string, number>} */
  #held = new Map();

  /** @param {{ platform: string, uri: string, dbName: string, secret: string }} setting @param {string} endpoint @param {NodeJS.ProcessEnv} [env] */
  constructor(setting, endpoint, env) {
    this.setting = setting;
    this.endpoint = endpoint;
    this.env = env;
  }

  /** @param {BenchMode} mode */
  requests(mode) {
    return requestsFor(this.endpoint, mode.request);
  }

  /** @param {BenchMode} mode */
  async of(mode) {
    let server = this.#running.get(mode.name);
    if (!server) {
      server = await Server.start({ ...this.setting, mode: mode.name }, this.env);
      this.#running.set(mode.name, server);
      this.#held.set(mode.name, await warmUp(server, this.requests(mode)));
    }
    return server;
  }

  /** @param {string} name @returns {number} requests a second, estimated by the warm-up */
  heldBy(name) {
    return this.#held.get(name) ?? 0;
  }

  /** @param {string} name */
  async stop(name) {
    await this.#running.get(name)?.stop();
    this.#running.delete(name);
  }

  async stopAll() {
    for (const name of this.#running.keys()) await this.stop(name);
  }
}
