import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../../scripts/ensure-installed.mjs';
import { run } from './run.mjs';

/** Commands of the linters, which check all entries of the package in each way that TypeScript and Node resolve them. */
const LINTERS = {
  publint: ['publint', 'run', '--strict'],
  attw: ['@arethetypeswrong/cli'],
};

/** @param {string} tarball @param {string} folder @throws {Error} with the findings */
export async function lintPackage(tarball, folder) {
  for (const [command, [name = '', ...args]] of Object.entries(LINTERS))
    await run(process.execPath, [binOf(name, command), ...args, tarball], folder);
}

/** @param {string} name @param {string} command */
function binOf(name, command) {
  const manifest = join(ROOT, 'node_modules', name, 'package.json');
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : (bin[command] ?? ''));
}
