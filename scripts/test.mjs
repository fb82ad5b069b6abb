// Called by `npm test`.
// `npm test`: everything, on a fresh clone with nothing installed. Ends with the plain total over all steps.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { onNpmGone } from './npm-gone.mjs';
import { Run } from './test-run/run.mjs';
import { STAGES } from './test-run/stages.mjs';

ensureInstalled();
// One MongoDB for all of it; it may have to be fetched first, which the first stage does not wait for.
const { startMongodb } = await import('./mongodb/start-mongodb.mjs');
const starting = process.env.TEST_MONGODB_URI
  ? Promise.resolve({
      mongodb: { uri: process.env.TEST_MONGODB_URI, source: 'TEST_MONGODB_URI', stop: async () => {} },
      tried: [],
    })
  : startMongodb({ say: (text) => process.stdout.write(text), isForTests: true });
const reports = mkdtempSync(join(tmpdir(), 'activity-tracker-test-'));
const run = new Run(STAGES.flat(2).length, reports);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => run.interrupt());
onNpmGone(() => run.interrupt());
try {
  const [first = [], ...others] = STAGES;
  await run.stage(first, plainly());
  const { mongodb, tried } = await starting;
  console.log(
    mongodb ? `MongoDB: ${mongodb.source}` : `No MongoDB was found:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
  );
  if (!mongodb) run.notRun.add('the package in an empty app: a call recorded in MongoDB');
  for (const lanes of others) await run.stage(lanes, { ...plainly(), TEST_MONGODB_URI: mongodb?.uri ?? '' });
} finally {
  await (await starting).mongodb?.stop();
  rmSync(reports, { recursive: true, force: true });
}
if (run.notRun.size > 0) {
  console.log('\nNot run, for want of a MongoDB:');
  for (const suite of run.notRun) console.log(`  - ${suite}`);
  if (process.env.CI && !run.stoppedAt) {
    run.stoppedAt = 'the search for a MongoDB: with CI set, all tests must run';
    run.failed++;
  }
}
if (run.stoppedAt) console.log(`\nStopped at: ${run.stoppedAt}`);
console.log(`\n${run.passed} passed, ${run.failed} failed`);
process.exit(run.stoppedAt ? 1 : 0);

/** Without colors, which a build server's log cannot show. */
function plainly() {
  return { ...process.env, FORCE_COLOR: '0' };
}
