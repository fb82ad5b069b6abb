import { randomUUID } from 'node:crypto';
import { pull, push } from '../load/generator.mjs';
import { corpusRequests, SECRET } from '../load/requests.mjs';
import { CORPUS } from '../payloads/corpus.mjs';
import { measureCpu } from './measure.mjs';
import { MODES } from './modes.mjs';
import { say } from './prepare.mjs';
import { Server } from './server.mjs';
import { dropDatabase } from './store.mjs';

/** @import { BenchMode } from './modes.mjs' */
/** @import { Turn } from './measure.mjs' */
/**
 * @typedef {object} CorpusTurn of one mode, in one process
 * @property {Map<string, Turn>} bodies by the name of the exchange
 * @property {number} held requests a second of the whole corpus, as many as it takes
 * @property {{ p50: number, p99: number, p999: number, late: number, delay: number }} [latency] ms, at a fixed rate; not where it is not held
 * @property {number} heap MiB, collected
 * @property {number} external MiB
 * @property {number} rss MiB
 */
/** @typedef {{ turns: Map<string, CorpusTurn[]>, rate: number }} CorpusMeasured by mode, in order of the rounds */
/** @typedef {{ modes: string[], rounds: number, seconds: number, platform: string }} CorpusOptions */

/** V8 compiles the routes of the whole corpus. */
const WARM_UP_SECONDS = 4;
/** Of the share of a body: as long as its turn, but a body that costs much is not measured in a few requests. */
const FEWEST_REQUESTS = 60;
const LOAD_SECONDS = 3;
const REHEARSAL_SECONDS = 0.05;
/** A mode that holds little more than the rate would show its queue, not its latency. */
const HEADROOM = 1.2;
const MIB = 1024 * 1024;

const STATUSES = new Set(CORPUS.map(({ response }) => response.status));
const accepts = (/** @type {number} */ status) => STATUSES.has(status);

/**
 * In each round each mode has a fresh process; the order rotates, and so does that of the bodies.
 * @param {CorpusOptions} options
 * @param {{ uri: string, env?: NodeJS.ProcessEnv }} surroundings
 * @returns {Promise<CorpusMeasured>}
 */
export async function measureCorpus({ platform, modes, rounds, seconds }, { uri, env }) {
  const chosen = MODES.filter(({ name }) => modes.includes(name));
  const dbName = `bench-${randomUUID()}`;
  /** @param {BenchMode} mode @param {(server: Server) => Promise<CorpusTurn>} work */
  const inProcess = async (mode, work) => {
    const server = await Server.start({ platform, uri, dbName, secret: SECRET, mode: mode.name }, env);
    try {
      await pull(server.port, mixed(mode), { seconds: Math.min(WARM_UP_SECONDS, 20 * seconds), accepts });
      await server.ask('usage');
      return await work(server);
    } finally {
      await server.stop();
    }
  };
  /** @type {CorpusMeasured['turns']} */
  const turns = new Map(chosen.map(({ name }) => [name, []]));
  let rate = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      // The first mode of the first round sets the rate, so the slowest of those that are compared by latency comes first.
      const order = rotated(round === 0 ? slowestFirst(chosen) : chosen, round);
      for (const mode of order) {
        say(`${platform}, the corpus: round ${round + 1} of ${rounds}, ${mode.name}`);
        const turn = await inProcess(mode, (server) => measureTurn(server, mode, { round, seconds, rate }));
        rate ||= Math.round(turn.held / 2);
        turns.get(mode.name)?.push(turn);
      }
    }
    return { turns, rate };
  } finally {
    await dropDatabase(uri, dbName);
  }
}

/**
 * @param {Server} server
 * @param {BenchMode} mode
 * @param {{ round: number, seconds: number, rate: number }} how
 * @returns {Promise<CorpusTurn>}
 */
async function measureTurn(server, mode, { round, seconds, rate: given }) {
  const { port } = server;
  const duration = Math.min(LOAD_SECONDS, 15 * seconds);
  const { perSecond: held } = await pull(port, mixed(mode), { seconds: duration, accepts });
  await server.ask('usage');
  const rate = given || Math.round(held / 2);
  let latency;
  if (held >= rate * HEADROOM) {
    await server.ask('delay:start');
    const { p50, p99, p999, late } = await push(port, mixed(mode), { perSecond: rate, seconds: duration, accepts });
    const { p99: delay } = await server.ask('delay:stop');
    latency = { p50, p99, p999, late, delay };
    await server.ask('usage');
  }
  /** @type {CorpusTurn['bodies']} */
  const bodies = new Map();
  for (const exchange of rotated(CORPUS, round * 7)) {
    const requests = corpusRequests(exchange, mode.request);
    const { perSecond } = await pull(port, requests, { seconds: REHEARSAL_SECONDS, accepts });
    const count = Math.max(FEWEST_REQUESTS, Math.round(perSecond * seconds));
    await server.ask('usage');
    bodies.set(exchange.name, await measureCpu(server, requests, count, mode.records, accepts));
  }
  const { heap, external, rss } = await server.ask('memory');
  return { bodies, held, latency, heap: heap / MIB, external: external / MIB, rss: rss / MIB };
}

/** Requests of the whole corpus, one of each in turn. @param {BenchMode} mode */
function mixed(mode) {
  return CORPUS.flatMap((exchange) => corpusRequests(exchange, mode.request).slice(0, 1));
}

/** @template T @param {readonly T[]} items @param {number} by */
function rotated(items, by) {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** @param {BenchMode[]} modes `ours` first, at half of whose load latency is compared */
function slowestFirst(modes) {
  return modes.toSorted((a, b) => Number(b.name === 'ours') - Number(a.name === 'ours'));
}
