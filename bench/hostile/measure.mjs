import { exchangeOf } from './exchange.mjs';

/** @import { Genome } from './genome.mjs' */
/** @import { recordBuilder } from './record-builder.mjs' */

/**
 * @typedef {object} Measured
 * @property {Genome} genome
 * @property {number} ms CPU of masking the exchange
 * @property {number} parse ms of CPU that `JSON.parse` takes for the same text
 * @property {number} score above 1, it is beyond what is allowed
 * @property {{ spent: number, granted: number }} work units of it that were spent and granted, the same on each machine
 */

/** What may be taken: so many times `JSON.parse`, and so many ms. */
export const ALLOWED = { parses: 8, ms: 1 };
let salt = 1;

/**
 * @param {Genome} genome
 * @param {Awaited<ReturnType<typeof recordBuilder>>} builder
 * @param {{ warmUp: number, rounds: number, of: (values: number[]) => number }} how runs before those that are measured, in
 *   which the code for this kind is compiled; how often; which of the figures counts
 * @returns {Measured}
 */
export function measure(genome, builder, { warmUp, rounds, of }) {
  const times = [];
  const parses = [];
  for (let round = -warmUp; round < rounds; round++) {
    const hostile = exchangeOf(genome, salt++);
    const call = builder.callOf(hostile);
    const parse = cpuOf(() => JSON.parse(hostile.json));
    const time = cpuOf(() => builder.build(call));
    if (round < 0) continue;
    parses.push(parse);
    times.push(time);
  }
  return measured(genome, of(times), of(parses), builder.work());
}

/**
 * Each measured in several turns, the others between them: what else the machine did in one turn, and what the engine
 * compiled for the one before, weighs less then.
 * @param {Genome[]} genomes
 * @param {Awaited<ReturnType<typeof recordBuilder>>} builder
 * @param {Parameters<typeof measure>[2] & { turns: number, over: (values: number[]) => number }} how `over`: which figure
 *   of the turns counts; on a loaded machine the least, because other work only adds
 * @returns {Measured[]}
 */
export function measureInTurns(genomes, builder, { turns, over, ...how }) {
  const all = Array.from({ length: turns }, () => genomes.map((genome) => measure(genome, builder, how)));
  return genomes.map((genome, index) => {
    const own = all.map((turn) => /** @type {Measured} */ (turn[index]));
    const { work } = /** @type {Measured} */ (own.at(-1));
    return measured(genome, over(own.map(({ ms }) => ms)), over(own.map(({ parse }) => parse)), work);
  });
}

/** @param {Genome} genome @param {number} ms @param {number} parse @param {Measured['work']} work @returns {Measured} */
function measured(genome, ms, parse, work) {
  return { genome, ms, parse, score: ms / (ALLOWED.parses * parse + ALLOWED.ms), work };
}

/** @param {() => unknown} work */
function cpuOf(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
