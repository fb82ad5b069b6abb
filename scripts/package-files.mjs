// Called by `npm pack`, before and after it (libs/activity-tracker/package.json).
// Before `npm pack`: documentation lives at the root of the repository and travels in the package, where its relative links
// lead to the same files. The copies stay (git ignores them) and each is replaced at once, because packs may run side by side.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildCountryFile } from './country-file.mjs';

const FILES = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
/** A line with a picture. Pictures weigh more than the library, so the package goes without. */
const PICTURE = /^!\[.*\]\(.*\.png\)\n\n?/gm;
/** A link to what stays in the repository: its words stay, the link would lead nowhere. */
const OUTSIDE = /\[([^\]]+)\]\((?:\.\.\/)?(?:apps|libs|bench|scripts|test)\/[^)]*\)/g;
const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const documents = readdirSync(at('../docs')).filter((name) => name.endsWith('.md'));

mkdirSync(at('../libs/activity-tracker/docs'), { recursive: true });
for (const path of [...FILES, ...documents.map((name) => `docs/${name}`)]) {
  const copy = at(`../libs/activity-tracker/${path}`);
  // The dot keeps an unfinished copy out of a pack: npm takes the names listed in `files`, and no hidden ones.
  const unfinished = at(`../libs/activity-tracker/.${path.replace('/', '-')}.${process.pid}`);
  const text = readFileSync(at(`../${path}`), 'utf8');
  writeFileSync(unfinished, text.replaceAll(PICTURE, '').replaceAll(OUTSIDE, '$1'));
  renameSync(unfinished, copy);
}
buildCountryFile();
