// Writes docs/options.md from the option classes. With `--check` it writes nothing, and fails where the file is not what
// the code says.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { ROOT } from './ensure-installed.mjs';
import { readExtras, readSlices } from './option-classes.mjs';

/** @import { Option, Slice } from './option-classes.mjs' */

const DOCUMENT = join(ROOT, 'docs/options.md');

const INTRODUCTION = `# Options

<!-- Written by scripts/options-doc.mjs from the JSDoc of the option classes. Change it there. -->

\`ActivityTrackerModule.forRoot()\` takes them as one object, with a part for each concern, in the order in which a call takes
its way; \`forRootAsync()\` takes the same from a factory. All are validated at boot: a wrong one stops it with path, value, rule
and remedy. An option that is \`undefined\` was not given. A dash says that there is no default.`;

const EXTRAS = `## For the module

Beside the options, for the module itself: known before any factory runs, so in \`forRootAsync()\` they stand beside
\`useFactory\`.`;

const markdown = [INTRODUCTION, ...readSlices().flatMap(section), EXTRAS, ...readExtras().map(entry)].join('\n\n');
const text = await prettier.format(markdown, { ...(await prettier.resolveConfig(DOCUMENT)), parser: 'markdown' });
const current = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8').replaceAll('\r\n', '\n') : '';

if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, text);
else if (current !== text) {
  console.error('docs/options.md is not what the code says. Run: node scripts/options-doc.mjs');
  process.exit(1);
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

/** Whether a default is said in code, not in words. @param {string} fallback */
function isValue(fallback) {
  return /^(?:'[^']*'|-?[\d._]+|true|false|\[.*\]|\{.*\})$/.test(fallback);
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}
