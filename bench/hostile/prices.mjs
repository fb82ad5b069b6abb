import { exchangeOf } from './exchange.mjs';
import { measure } from './measure.mjs';

/** @import { Genome } from './genome.mjs' */
/** @import { recordBuilder } from './record-builder.mjs' */

/**
 * @typedef {Record<string, number>} Prices
 * @typedef {object} Priced
 * @property {Prices} counts how often the ledger charged each price
 * @property {number} spent units
 * @property {number} ns of CPU
 */

/** Charged without a price, such as the share of the pass. */
export const REST = 'rest';
const STEP = 1e-6;
const SALT = 77;
const TOLERANCE_OF_SUM = 1.02;
const ROUNDS = 400;
const DAMPING = 0.7;
const HELD_TO_PRICE = 0.15;
const LEAST = 0.1;
const NS_WITHOUT_CHARGE = 60_000;

/**
 * What one exchange is charged, by price: each is raised a little, and the sum tells how often it was counted.
 * @param {Genome} genome
 * @param {Awaited<ReturnType<typeof recordBuilder>>} builder
 * @param {Prices} prices of the library, which are changed and changed back
 * @returns {Priced | undefined} `undefined` where the work ended elsewhere with one of them
 */
export function priced(genome, builder, prices) {
  const spent = () => {
    builder.build(builder.callOf(exchangeOf(genome, SALT)));
    return builder.work().spent;
  };
  spent();
  const base = spent();
  /** @type {Prices} */
  const counts = {};
  for (const [name, price] of Object.entries(prices)) {
    prices[name] = price + STEP;
    counts[name] = Math.round((spent() - base) / STEP);
    prices[name] = price;
  }
  const charged = Object.entries(counts).reduce((sum, [name, count]) => sum + count * (prices[name] ?? 0), 0);
  if (Object.values(counts).some((count) => count < 0) || charged > base * TOLERANCE_OF_SUM) return undefined;
  const { ms } = measure(genome, builder, { warmUp: 4, rounds: 9, of: (times) => Math.min(...times) });
  return { counts: { ...counts, [REST]: base - charged }, spent: base, ns: ms * 1e6 };
}

/** Nanoseconds that each price stands for: with the least relative errors over all exchanges. @param {Priced[]} exchanges @param {Prices} prices */
export function fitted(exchanges, prices) {
  const scale = sum(exchanges, ({ ns }) => ns) / sum(exchanges, ({ spent }) => spent);
  const now = Object.fromEntries(
    Object.entries({ ...prices, [REST]: 1 }).map(([name, price]) => [name, price * scale]),
  );
  /** @type {Prices} */
  const fit = { ...now };
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, price] of Object.entries(now)) {
      let slope = 0;
      let curvature = 0;
      for (const exchange of exchanges) {
        const part = (exchange.counts[name] ?? 0) / exchange.ns;
        if (part === 0) continue;
        slope += part * (1 - predicted(exchange, fit) / exchange.ns);
        curvature += part * part;
      }
      if (curvature === 0) continue;
      const hold = HELD_TO_PRICE / price ** 2;
      const was = fit[name] ?? 0;
      fit[name] = Math.max(LEAST * price, was + (DAMPING * (slope - hold * (was - price))) / (curvature + hold));
    }
  return fit;
}

/** @param {Priced} exchange @param {Prices} ns of each price */
export function predicted({ counts }, ns) {
  return (
    NS_WITHOUT_CHARGE + Object.entries(counts).reduce((total, [name, count]) => total + count * (ns[name] ?? 0), 0)
  );
}

/** @template T @param {T[]} values @param {(value: T) => number} of */
function sum(values, of) {
  return values.reduce((total, value) => total + of(value), 0);
}
