import { cpus } from 'node:os';
import { PINNING } from './cpus.mjs';
import { versionOf } from './prepare.mjs';
import { differences, lowerQuartile, median, signedSpread, spread } from './statistics.mjs';
import { targetsOf } from './targets.mjs';

/** Above this share of its CPU the load generator is what limits, and the held load says nothing. */
const BUSY = 0.9;

/** @param {string[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`;

/** @param {string} mongod its version */
export function heading(mongod) {
  const [cpu] = cpus();
  const peers = ['@nestjs/core', 'nestjs-pino', 'apitally'].flatMap((name) => {
    const version = versionOf(name) ?? versionOf(`../../node_modules/${name}`);
    return version ? [`${name} ${version}`] : [];
  });
  return [
    `Measured ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC: ${cpus().length} cores (${cpu?.model.trim()}), ` +
      `Node ${process.versions.node}, mongod ${mongod}, ${peers.join(', ')}; ${PINNING}.`,
    '',
    'CPU: user and system time of the server process, all its threads, for each request; pending work of the requests, ' +
      'such as a flush, included; that of mongod is not. Medians over the rounds (least–most); Δ is taken round by round.',
  ].join('\n');
}

/** @param {{ platform: string, endpoint: string }} where @param {import('./cell.mjs').Measured} measured */
export function table({ platform, endpoint }, { turns, latencies, rate, count }) {
  const baseCpu = (turns.get('base') ?? []).map(({ cpu }) => cpu);
  const lines = [...turns].map(([name, own]) => {
    const cpu = own.map((turn) => turn.cpu);
    const added = differences(cpu, baseCpu);
    const latency = latencies.get(name) ?? [];
    return row([
      name,
      spread(cpu),
      lowerQuartile(cpu).toFixed(1),
      name === 'base' ? '–' : signedSpread(added),
      name === 'base' ? '1.00' : (1 + median(added) / median(baseCpu)).toFixed(2),
      Math.round(median(own.map(({ held }) => held))).toString(),
      spread(
        latency.map(({ p50 }) => p50),
        2,
      ),
      spread(
        latency.map(({ p99 }) => p99),
        2,
      ),
      spread(
        latency.map(({ delay }) => delay),
        2,
      ),
      notes(own, latency).join('; '),
    ]);
  });
  return [
    `### ${platform} ${endpoint}: ${baseCpu.length} rounds of ${count} requests; latency at ${rate} requests/s`,
    '',
    row([
      'mode',
      'CPU µs/request',
      'lower quartile',
      'Δ µs to base',
      '× base',
      'held/s',
      'p50 ms',
      'p99 ms',
      'loop delay p99 ms',
      'notes',
    ]),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '---']),
    ...lines,
  ].join('\n');
}

/** @param {string} platform @param {string} endpoint @param {import('./cell.mjs').Measured} measured */
export function targetTable(platform, endpoint, measured) {
  const targets = targetsOf(platform, endpoint, measured);
  if (targets.length === 0) return '';
  return [
    row([`target (${platform} ${endpoint})`, 'by medians', 'by lower quartiles', 'at most', '']),
    row(['---', '--:', '--:', '--:', '---']),
    ...targets.map(({ figure, byMedian, byQuartile, most }) =>
      row([
        figure,
        byMedian.toFixed(2),
        byQuartile.toFixed(2),
        most?.toFixed(2) ?? '–',
        verdict(byMedian, byQuartile, most),
      ]),
    ),
  ].join('\n');
}

/** @param {number} byMedian @param {number} byQuartile @param {number | undefined} most */
function verdict(byMedian, byQuartile, most) {
  if (most === undefined) return '';
  const met = [byMedian <= most, byQuartile <= most];
  if (met.every(Boolean)) return 'met';
  return met.some(Boolean) ? 'undecided' : 'MISSED';
}

/** @param {import('./measure.mjs').Turn[]} turns @param {import('./measure.mjs').Latency[]} latencies */
function notes(turns, latencies) {
  const said = [];
  if (latencies.length === 0) said.push('does not hold the rate at which latency is measured');
  if (median(turns.map(({ loadShare }) => loadShare)) > BUSY) said.push('load generator busy: held/s is a lower bound');
  for (const { missing } of turns) if ('requests' in missing) said.push(`NOT ALL RECORDED: ${JSON.stringify(missing)}`);
  return [...new Set(said)];
}
