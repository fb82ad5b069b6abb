import { differences, lowerQuartile, median } from './statistics.mjs';

/**
 * @typedef {object} Target
 * @property {string} figure
 * @property {string[]} needs modes
 * @property {string} [endpoint] where it holds; everywhere when not given
 * @property {(added: (mode: string) => number, of: (mode: string, figure: Figure) => number) => number} value
 * @property {Record<string, number>} most by platform
 */
/** @typedef {'cpu' | 'p99' | 'delay'} Figure */

/** @type {Target[]} */
const TARGETS = [
  {
    figure: 'CPU of `ours` above base ÷ what pino-body adds',
    needs: ['ours', 'pino-body'],
    endpoint: 'orders',
    value: (added) => added('ours') / added('pino-body'),
    most: { express: 0.8, fastify: 0.8 },
  },
  {
    figure: 'CPU of `ours` above base ÷ base',
    needs: ['ours'],
    endpoint: 'orders',
    value: (added, of) => added('ours') / of('base', 'cpu'),
    most: { fastify: 0.75 },
  },
  {
    figure: 'CPU of `ours-text` above base ÷ what pino (no bodies) adds',
    needs: ['ours-text', 'pino'],
    endpoint: 'orders',
    value: (added) => added('ours-text') / added('pino'),
    most: { express: 0.6, fastify: 1 },
  },
  {
    figure: 'µs of `ours` above `ours-by-name`: what our global interceptor costs',
    needs: ['ours', 'ours-by-name'],
    value: (added) => added('ours') - added('ours-by-name'),
    most: {},
  },
  {
    figure: 'µs of `interceptor` above base: what an empty global interceptor costs',
    needs: ['interceptor'],
    value: (added) => added('interceptor'),
    most: {},
  },
  shareOfBase('ours-skipped'),
  shareOfBase('ours-anonymous'),
  {
    figure: 'p99 of `ours` ÷ base, at half of the load that `ours` holds',
    needs: ['ours'],
    value: (_, of) => of('ours', 'p99') / of('base', 'p99'),
    most: { express: 1.2, fastify: 1.2 },
  },
  {
    figure: 'event-loop delay p99 of `ours` while flushing, ms',
    needs: ['ours'],
    value: (_, of) => of('ours', 'delay'),
    most: { express: 5, fastify: 5 },
  },
];

/**
 * @param {string} platform
 * @param {string} endpoint
 * @param {import('./cell.mjs').Measured} measured
 * @returns {{ figure: string, byMedian: number, byQuartile: number, most: number | undefined }[]}
 */
export function targetsOf(platform, endpoint, { turns, latencies }) {
  /** @param {string} mode @param {Figure} figure */
  const series = (mode, figure) =>
    figure === 'cpu'
      ? (turns.get(mode) ?? []).map((turn) => turn.cpu)
      : (latencies.get(mode) ?? []).map((latency) => latency[figure]);
  /** @param {string} mode */
  const addedByMedian = (mode) => median(differences(series(mode, 'cpu'), series('base', 'cpu')));
  /** @param {string} mode */
  const addedByQuartile = (mode) => lowerQuartile(series(mode, 'cpu')) - lowerQuartile(series('base', 'cpu'));
  return TARGETS.filter(({ needs }) => needs.every((mode) => turns.has(mode))).map(
    ({ figure, value, most, endpoint: only }) => ({
      figure,
      byMedian: value(addedByMedian, (mode, figure) => median(series(mode, figure))),
      byQuartile: value(addedByQuartile, (mode, figure) => lowerQuartile(series(mode, figure))),
      most: only === undefined || only === endpoint ? most[platform] : undefined,
    }),
  );
}

/** @param {string} mode @returns {Target} */
function shareOfBase(mode) {
  return {
    figure: `CPU of \`${mode}\` above base ÷ base`,
    needs: [mode],
    value: (added, of) => added(mode) / of('base', 'cpu'),
    most: { express: 0.05, fastify: 0.08 },
  };
}
