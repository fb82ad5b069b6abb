// Adds what CommonJS needs to the built library: a `.cjs` for each entry, which hands on the one ES module (Node gives
// `require()` the same instance), and the declarations once more under names that TypeScript reads as CommonJS.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ensure-installed.mjs';
import { asCommonJs } from './commonjs-declarations.mjs';

const DIST = join(ROOT, 'libs/activity-tracker/dist');

for (const entry of ['index', 'testing/index']) {
  const name = /** @type {string} */ (entry.split('/').at(-1));
  writeFileSync(join(DIST, `${entry}.cjs`), `module.exports = require('./${name}.js');\n`);
}
for (const file of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.d.ts')) continue;
  const declarations = readFileSync(join(DIST, file), 'utf8');
  writeFileSync(join(DIST, file.replace(/\.d\.ts$/, '.d.cts')), asCommonJs(declarations, isEsModulesOnly));
}

/**
 * As installed here, which is the newest release that the library allows: older ones may still be CommonJS, and are found
 * the same way by an importer that asks as a module.
 * @param {string} name
 */
function isEsModulesOnly(name) {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return manifest.type === 'module' && !JSON.stringify(manifest.exports ?? {}).includes('"require"');
}
