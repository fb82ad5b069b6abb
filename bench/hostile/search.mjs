import { anyGenome, crossed, randomFrom, varied } from './genome.mjs';
import { measure } from './measure.mjs';
import { SEEN } from './seen.mjs';

/** @import { Genome } from './genome.mjs' */
/** @import { Measured } from './measure.mjs' */
/** @import { recordBuilder } from './record-builder.mjs' */

const POPULATION = 60;
/** The least of a few: others on the machine only ever add. */
const QUICK = { warmUp: 2, rounds: 3, of: (/** @type {number[]} */ values) => Math.min(...values) };
/** For what seems to be bad: most of it is the engine that compiles. */
const CLOSER = { ...QUICK, warmUp: 10, rounds: 7 };
const SEEMS_BAD = 0.8;
const FRESH = 0.35;

/**
 * Looks for the worst: those that were measured to be bad, then any, then more of the kind of the worst.
 * @param {Awaited<ReturnType<typeof recordBuilder>>} builder
 * @param {{ seed: number, tries: number, say: (text: string) => void }} options
 * @returns {Measured[]} the worst first, of each kind one
 */
export function search(builder, { seed, tries, say }) {
  const random = randomFrom(seed);
  /** @type {Measured[]} */
  let worst = [];
  for (let tried = 0; tried < tries; tried++) {
    const genome = SEEN[tried] ?? next(worst, random);
    const glance = measure(genome, builder, QUICK);
    worst = kept(worst, glance.score > SEEMS_BAD ? measure(genome, builder, CLOSER) : glance);
    if ((tried + 1) % 500 === 0)
      say(`${tried + 1} of ${tries}: the worst is ${worst[0]?.score.toFixed(2)} of what is allowed`);
  }
  return worst;
}

/** @param {Measured[]} worst @param {import('./genome.mjs').Random} random */
function next(worst, random) {
  if (worst.length < 10 || random.next() < FRESH) return anyGenome(random);
  const parent = () => /** @type {Measured} */ (worst[Math.floor(random.next() ** 2 * worst.length)]).genome;
  return random.next() < 0.2 ? varied(crossed(parent(), parent(), random), random) : varied(parent(), random);
}

/** @param {Measured[]} worst @param {Measured} found */
function kept(worst, found) {
  const same = worst.findIndex(({ genome }) => kindOf(genome) === kindOf(found.genome));
  if (same >= 0) {
    if (/** @type {Measured} */ (worst[same]).score >= found.score) return worst;
    worst.splice(same, 1);
  }
  return [...worst, found].toSorted((a, b) => b.score - a.score).slice(0, POPULATION);
}

/** @param {Genome} genome */
function kindOf({ place, shape, unit }) {
  return `${place} ${shape} ${unit[0]}`;
}
