// What each price of the ledger of masking stands for on this machine: see --help.
import { between, commandLine } from './harness/command-line.mjs';
import { buildForBench, MODULES } from './harness/prepare.mjs';
import { quartiles } from './harness/statistics.mjs';
import { anyGenome, randomFrom, varied } from './hostile/genome.mjs';
import { fitted, predicted, priced, REST } from './hostile/prices.mjs';
import { recordBuilder } from './hostile/record-builder.mjs';
import { SEEN } from './hostile/seen.mjs';

const USAGE = `npm run bench -- prices [options]
  Masks the known slow exchanges and generated ones, counts what the ledger charged for each, and fits nanoseconds to the prices.
  A price above its share is too low: the search for hostile exchanges finds such work first.
  --tries N    generated exchanges (120)
  --seed N     of them (1)`;

const values = commandLine({
  tries: { type: 'string', default: '120' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

const tries = between('tries', values.tries, 0, 10_000);
const random = randomFrom(between('seed', values.seed, 1, 2 ** 31));
buildForBench();
const builder = await recordBuilder();
/** @type {{ PRICE: import('./hostile/prices.mjs').Prices }} */
const { PRICE } = await import(`${MODULES}masking/budget/prices.js`);
const generated = Array.from({ length: tries }, (_, index) =>
  index % 2 === 0 ? anyGenome(random) : varied(random.one(SEEN), random),
);
const all = [...SEEN, ...generated].map((genome) => priced(genome, builder, PRICE));
const exchanges = all.filter((each) => each !== undefined);
const ns = fitted(exchanges, PRICE);
const scale = exchanges.reduce((sum, each) => sum + each.ns, 0) / exchanges.reduce((sum, each) => sum + each.spent, 0);
const perUnit = exchanges.map((each) => each.ns / each.spent);
process.stdout.write(
  [
    `### What a unit of the ledger takes, over ${exchanges.length} of ${all.length} exchanges (seed ${values.seed})`,
    '',
    `${scale.toFixed(2)} ns a unit in all; of one exchange ${quartiles(perUnit, 2)}, the most ${Math.max(...perUnit).toFixed(2)}.`,
    `Fitted to measured: ${quartiles(
      exchanges.map((each) => predicted(each, ns) / each.ns),
      2,
    )}.`,
    '',
    '| price | units now | units fitted | ratio | exchanges that were charged it |',
    '| --- | --: | --: | --: | --: |',
    ...Object.entries({ ...PRICE, [REST]: 1 })
      .map(([name, price]) => ({ name, price, fit: (ns[name] ?? 0) / scale }))
      .toSorted((a, b) => b.fit / b.price - a.fit / a.price)
      .map(
        ({ name, price, fit }) =>
          `| ${name} | ${price} | ${fit.toFixed(1)} | ${(fit / price).toFixed(2)} | ${exchanges.filter(({ counts }) => counts[name]).length} |`,
      ),
    '',
  ].join('\n'),
);
