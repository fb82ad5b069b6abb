// What the worst exchange that a caller can send costs to mask, compared with JSON.parse of the same text: see --help.
import { between, commandLine } from './harness/command-line.mjs';
import { buildForBench, say } from './harness/prepare.mjs';
import { median } from './harness/statistics.mjs';
import { ALLOWED, measureInTurns } from './hostile/measure.mjs';
import { recordBuilder } from './hostile/record-builder.mjs';
import { search } from './hostile/search.mjs';
import { SEEN } from './hostile/seen.mjs';

/** A caller sends the same kind again and again. */
const WARM_UP = 40;
/** How many of the worst are measured again. */
const AGAIN = 30;
const USAGE = `npm run bench -- hostile [options]
  --tries N    exchanges of 64 KiB that are tried (4000)
  --seed N     of the search (1)
  --turns N    in which the worst are measured again, in alternation (5)
  --rounds N   of each turn (15)
  --worst N    how many are printed (10)
  --least      the least of each turn and of all turns, for a loaded machine: other work only adds
  --seen-only  measures only the known slow exchanges, in a process that has seen the tries`;

const values = commandLine({
  tries: { type: 'string', default: '4000' },
  seed: { type: 'string', default: '1' },
  turns: { type: 'string', default: '5' },
  rounds: { type: 'string', default: '15' },
  worst: { type: 'string', default: '10' },
  least: { type: 'boolean', default: false },
  'seen-only': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

buildForBench();
const builder = await recordBuilder();
const tries = between('tries', values.tries, 1, 1_000_000);
const rounds = between('rounds', values.rounds, 1, 1_000);
const turns = between('turns', values.turns, 1, 100);
const candidates = search(builder, { seed: between('seed', values.seed, 1, 2 ** 31), tries, say });
const found = values['seen-only'] ? [] : candidates.slice(0, AGAIN).map(({ genome }) => genome);
const again = [...new Set([...SEEN, ...found])];
const figure = values.least ? (/** @type {number[]} */ times) => Math.min(...times) : median;
const named = values.least ? 'least' : 'median';
const worst = measureInTurns(again, builder, { warmUp: WARM_UP, rounds, turns, of: figure, over: figure })
  .toSorted((a, b) => b.score - a.score)
  .slice(0, between('worst', values.worst, 1, 40));
const within = worst.every(({ score }) => score <= 1);
process.stdout.write(
  [
    `### The worst of ${tries} hostile exchanges of 64 KiB (seed ${values.seed})`,
    '',
    `Allowed are ${ALLOWED.parses} × \`JSON.parse\` of the same text + ${ALLOWED.ms} ms; CPU, the ${named} of ${turns} turns, each the ${named} of ${rounds} after ${WARM_UP} runs. ${within ? 'All are within it.' : 'Not all are within it.'}`,
    '',
    '| masking, ms | `JSON.parse`, ms | ratio | of what is allowed | work spent, k | granted, k | what |',
    '| --: | --: | --: | --: | --: | --: | --- |',
    ...worst.map(
      ({ genome, ms, parse, score, work }) =>
        `| ${ms.toFixed(2)} | ${parse.toFixed(2)} | ${(ms / parse).toFixed(1)} | ${score.toFixed(2)} | ${thousands(work.spent)} | ${thousands(work.granted)} | ${described(genome)} |`,
    ),
    '',
  ].join('\n'),
);
if (!within) process.exitCode = 1;

/** @param {import('./hostile/genome.mjs').Genome} genome */
function described(genome) {
  return `\`${JSON.stringify(genome)
    .replaceAll('|', String.raw`\u007c`)
    .replaceAll('`', String.raw`\u0060`)}\``;
}

/** @param {number} units */
function thousands(units) {
  return (units / 1_000).toFixed(0);
}
