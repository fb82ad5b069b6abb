import { median } from '../harness/statistics.mjs';
import { exchangeOf } from './exchange.mjs';

/** @import { Genome } from './genome.mjs' */
/** @import { recordBuilder } from './record-builder.mjs' */

/**
 * @typedef {object} Measured
 * @property {Genome} genome
 * @property {number} ms CPU of masking the exchange, the median
 * @property {number} parse ms of CPU that `JSON.parse` takes for the same text, the median
 * @property {number} score above 1, it is beyond what is allowed
 */

/** What may be taken: so many times `JSON.parse`, and so many ms. */
export const ALLOWED = { parses: 8, ms: 1 };
let salt = 1;

/** @param {Genome} genome @param {Awaited<ReturnType<typeof recordBuilder>>} builder @param {number} rounds @returns {Measured} */
export function measure(genome, builder, rounds) {
  const times = [];
  const parses = [];
  for (let round = 0; round < rounds; round++) {
    const hostile = exchangeOf(genome, salt++);
    const call = builder.callOf(hostile);
    parses.push(cpuOf(() => JSON.parse(hostile.json)));
    times.push(cpuOf(() => builder.build(call)));
  }
  const [ms, parse] = [median(times), median(parses)];
  return { genome, ms, parse, score: ms / (ALLOWED.parses * parse + ALLOWED.ms) };
}

/** @param {() => unknown} work */
function cpuOf(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
