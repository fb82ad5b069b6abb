// Before and after `npm pack`: what people look for beside the code lives at the root of the repository.
// `node scripts/package-files.mjs copy` puts it into the package, `remove` takes it out again.
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILES = ['README.md', 'LICENSE', 'CHANGELOG.md'];
const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

for (const file of FILES) {
  const copy = at(`../libs/activity-tracker/${file}`);
  if (process.argv[2] === 'remove') rmSync(copy, { force: true });
  else copyFileSync(at(`../${file}`), copy);
}
