import { geometricMean, median, quartiles } from './statistics.mjs';

/** @import { CorpusMeasured, CorpusTurn } from './corpus.mjs' */
/** @typedef {'cpu' | 'mainThread'} Cpu */

/** Microseconds; less cannot be told from nothing, and a geometric mean takes no zero. */
const LEAST_ADDED = 0.5;
const WORST = 8;

/** @param {string[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`;

/**
 * What a mode adds to base for each body, in one round, as a geometric mean.
 * @param {CorpusTurn} turn @param {CorpusTurn} base @param {Cpu} figure
 */
function addedIn(turn, base, figure) {
  return geometricMean([...turn.bodies].map(([name, body]) => added(body[figure], base.bodies.get(name)?.[figure])));
}

/** @param {number | undefined} own @param {number | undefined} base */
function added(own, base) {
  return Math.max(LEAST_ADDED, (own ?? Number.NaN) - (base ?? Number.NaN));
}

/** @param {string} platform @param {CorpusMeasured} measured */
export function corpusTable(platform, { turns, rate }) {
  const base = turns.get('base') ?? [];
  const lines = [...turns].map(([mode, own]) => {
    /** @param {Cpu} figure */
    const above = (figure) =>
      mode === 'base'
        ? '–'
        : quartiles(own.map((turn, round) => addedIn(turn, /** @type {CorpusTurn} */ (base[round]), figure)));
    const latencies = own.flatMap(({ latency }) => latency ?? []);
    /** @param {(latency: NonNullable<CorpusTurn['latency']>) => number} value */
    const ms = (value) => quartiles(latencies.map(value), 2);
    return row([
      mode,
      above('cpu'),
      above('mainThread'),
      quartiles(
        own.map(({ held }) => held),
        0,
      ),
      ms(({ p50 }) => p50),
      ms(({ p99 }) => p99),
      ms(({ p999 }) => p999),
      ms(({ delay }) => delay),
      median(own.map(({ heap }) => heap)).toFixed(1),
      median(own.map(({ external }) => external)).toFixed(1),
      notes(own).join('; '),
    ]);
  });
  const [first] = base;
  return [
    `### ${platform}: ${first?.bodies.size} exchanges, ${base.length} rounds; latency at ${rate} requests/s, half of what \`ours\` holds`,
    '',
    row(['mode', 'process CPU above base, µs', 'main thread above base, µs', 'held/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'loop delay p99 ms', 'heap MiB', 'external MiB', 'notes']), // prettier-ignore
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '---']),
    ...lines,
    '',
    `Medians (quartiles) over the rounds. CPU above base is the geometric mean over the exchanges; what is below ${LEAST_ADDED} µs counts as ${LEAST_ADDED}.`,
  ].join('\n');
}

/**
 * The exchanges that cost most, compared with nestjs-pino that logs both bodies, and the mean over all.
 * @param {string} platform @param {CorpusMeasured} measured
 */
export function worstTable(platform, { turns }) {
  const [base, ours, pino] = ['base', 'ours', 'pino-body'].map((mode) => turns.get(mode));
  if (!base || !ours || !pino) return '';
  const names = [...(base[0]?.bodies.keys() ?? [])];
  /** @param {CorpusTurn[]} of @param {string} name */
  const above = (of, name) =>
    median(of.map((turn, round) => added(turn.bodies.get(name)?.cpu, base[round]?.bodies.get(name)?.cpu)));
  const compared = names
    .map((name) => ({ name, own: above(ours, name), other: above(pino, name) }))
    .toSorted((a, b) => b.own / b.other - a.own / a.other);
  const ratio = geometricMean(compared.map(({ own }) => own)) / geometricMean(compared.map(({ other }) => other));
  return [
    row([`process CPU above base (${platform})`, 'ours, µs', 'pino-body, µs', 'ratio']),
    row(['---', '--:', '--:', '--:']),
    ...compared
      .slice(0, WORST)
      .map(({ name, own, other }) => row([name, own.toFixed(1), other.toFixed(1), (own / other).toFixed(2)])),
    row(['geometric mean of all', geometricMean(compared.map(({ own }) => own)).toFixed(1), geometricMean(compared.map(({ other }) => other)).toFixed(1), ratio.toFixed(2)]), // prettier-ignore
  ].join('\n');
}

/** @param {CorpusTurn[]} turns */
function notes(turns) {
  const said = [];
  const latencies = turns.flatMap(({ latency }) => latency ?? []);
  if (latencies.length < turns.length) said.push('does not hold the rate at which latency is measured');
  const late = median(latencies.map(({ late }) => late));
  if (late > 1) said.push(`load generator late by ${late.toFixed(1)} ms (p99), which latency includes`);
  const missing = turns.flatMap(({ bodies }) => [...bodies].filter(([, body]) => 'requests' in body.missing));
  for (const [name, body] of missing) said.push(`NOT ALL RECORDED: ${name} ${JSON.stringify(body.missing)}`);
  return [...new Set(said)];
}
