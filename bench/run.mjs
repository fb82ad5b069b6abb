// What a logged request costs the host, next to others who log: see --help.
import { measureCell } from './harness/cell.mjs';
import { corpusTable, worstTable } from './harness/corpus-report.mjs';
import { measureCorpus } from './harness/corpus.mjs';
import { missingPeer, MODES } from './harness/modes.mjs';
import { CORPUS, optionsOf } from './harness/options.mjs';
import { heading, table, targetTable } from './harness/report.mjs';
import { inSession } from './harness/session.mjs';

// Other questions than that of cost have their own commands.
const OTHERS = new Map([
  ['readers', './readers.mjs'],
  ['hostile', './hostile.mjs'],
  ['prices', './prices.mjs'],
  ['paths', './paths.mjs'],
]);
const other = OTHERS.get(process.argv[2] ?? '');
if (other) {
  process.argv.splice(2, 1);
  await import(other);
  process.exit();
}

const options = optionsOf(process.argv.slice(2));

await inSession(async ({ uri, version, env }) => {
  const isCorpusAlone = options.endpoints.every((endpoint) => endpoint === CORPUS);
  const chosen = MODES.filter(({ name }) => (isCorpusAlone ? options.corpus : options).modes.includes(name));
  const present = (/** @type {string[]} */ names) =>
    MODES.filter((mode) => names.includes(mode.name) && !missingPeer(mode)).map(({ name }) => name);
  print(heading(version));
  print(chosen.map(({ name, what }) => `- \`${name}\`: ${what}`).join('\n'));
  for (const mode of chosen) if (missingPeer(mode)) print(`\`${mode.name}\` is left out: ${missingPeer(mode)}.`);
  for (const platform of options.platforms) {
    for (const endpoint of options.endpoints) {
      if (endpoint === CORPUS) {
        const { corpus } = options;
        const measured = await measureCorpus({ ...corpus, platform, modes: present(corpus.modes) }, { uri, env });
        print(corpusTable(platform, measured));
        print(worstTable(platform, measured));
        continue;
      }
      const modes = present(options.modes);
      const measured = await measureCell({ ...options, platform, endpoint, modes }, { uri, env });
      print(table({ platform, endpoint }, measured));
      print(targetTable(platform, endpoint, measured));
    }
  }
});

/** @param {string} text */
function print(text) {
  if (text) process.stdout.write(`${text}\n\n`);
}
