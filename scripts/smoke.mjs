// The built package as Node itself loads it: a test runner resolves cycles and extensions more kindly.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const entry of ['nestjs-activity-tracker', 'nestjs-activity-tracker/testing']) {
  /** @type {Record<string, unknown>} */
  const imported = await import(entry);
  /** @type {Record<string, unknown>} */
  const required = require(entry);
  const names = Object.keys(imported);
  const strange = names.filter((name) => imported[name] !== required[name]);
  if (names.length === 0 || strange.length > 0) {
    console.error(`${entry}: import and require give different things for ${strange.join(', ') || 'everything'}`);
    process.exit(1);
  }
  console.log(`${entry}: ${names.length} exports, the same by import and by require`);
}
