// Called by hand (`node scripts/options-doc.mjs`), and test/readme.spec.ts with --check.
// Writes docs/options.md from the option classes. `--check` writes nothing, and fails if the file differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { ROOT } from './ensure-installed.mjs';
import { readExtras, readSlices } from './option-classes.mjs';

/** @import { Option, Slice } from './option-classes.mjs' */

const DOCUMENT = join(ROOT, 'docs/options.md');

const INTRODUCTION = `# Options

<!-- Written by scripts/options-doc.mjs from the JSDoc of the option classes. Change it there. -->

Pass the options to \`ActivityTrackerModule.forRoot()\` as one object, or return them from the factory of \`forRootAsync()\`. All
are optional and validated at boot: an invalid option stops the boot with an error that names its path, value, rule and
remedy. \`undefined\` means that an option is not given. A dash means that there is no default.`;

const EXTRAS = `## For the module

These options configure the module itself and are needed before a factory runs, so in \`forRootAsync()\` give them next to
\`useFactory\`.`;

const NEXT = `Next: [queries](query.md). Back to the [index](README.md).`;

const slices = readSlices();
const extras = readExtras();
const parts = [...slices.flatMap(section), EXTRAS, ...extras.map(entry)];
const markdown = [
  INTRODUCTION,
  overview([...slices.flatMap(({ options }) => options), ...extras]),
  ...parts,
  NEXT,
].join('\n\n');
const text = await prettier.format(markdown, { ...(await prettier.resolveConfig(DOCUMENT)), parser: 'markdown' });
const current = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8').replaceAll('\r\n', '\n') : '';

if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, text);
else if (current !== text) {
  console.error('docs/options.md is not what the code says. Run: node scripts/options-doc.mjs');
  process.exit(1);
}

/** One row for each option, linked to its entry. @param {Option[]} options */
function overview(options) {
  const rows = options.map(({ name, fallback = '–', meaning }) => {
    const link = `[${code(name)}](#${name.replaceAll('.', '').toLowerCase()})`;
    return `| ${link} | ${isValue(fallback) ? code(fallback) : '–'} | ${gist(meaning)} |`;
  });
  return ['## All options', '', '| option | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The first clause of a text. @param {string} meaning */
function gist(meaning) {
  const [clause] = /^(?:`[^`]*`|[^`])*?(?=[.:;](?:\s|$))/.exec(meaning.replaceAll('\n', ' ')) ?? [meaning];
  return clause;
}

/** @param {Slice} slice */
function section({ name, comment, options }) {
  return [`## ${name ? code(name) : 'Top level'}`, comment, ...options.map(entry)];
}

/** @param {Option} option */
function entry({ name, meaning, type, fallback = '–', rules, seed }) {
  const facts = [
    `- Type: ${code(type)}`,
    `- Default: ${isValue(fallback) ? code(fallback) : fallback}`,
    ...(rules.length > 0 ? [`- Rule: ${rules.join('; ')}`] : []),
    ...(seed ? [`- In Django: ${seed}`] : []),
  ];
  return [`### ${code(name)}`, meaning, facts.join('\n')].join('\n\n');
}

/** Whether a default is code, not words. @param {string} fallback */
function isValue(fallback) {
  return /^(?:'[^']*'|-?[\d._]+|true|false|\[.*\]|\{.*\})$/.test(fallback);
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}
