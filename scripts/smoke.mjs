// The built package as Node itself loads it: a test runner resolves cycles and extensions more kindly.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../apps/sample/package.json', import.meta.url));
for (const entry of ['nestjs-activity-tracker', 'nestjs-activity-tracker/testing']) {
  const imported = Object.keys(await import(require.resolve(entry))).toSorted();
  const required = Object.keys(require(entry)).toSorted();
  if (imported.length === 0 || imported.join() !== required.filter((name) => name !== '__esModule').join()) {
    console.error(`${entry}: import gives ${imported.join(', ')}; require gives ${required.join(', ')}`);
    process.exit(1);
  }
  console.log(`${entry}: ${imported.length} exports, imported and required`);
}
