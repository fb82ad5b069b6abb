// `npm test`: everything, on a fresh clone with nothing installed. Ends with the plain total over all steps.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, ROOT } from './ensure-installed.mjs';

const reports = mkdtempSync(join(tmpdir(), 'activity-tracker-test-'));
const total = { passed: 0, failed: 0 };

/** @typedef {{ name: string, command: string[], env?: Record<string, string>, vitest?: boolean }} Step */
/** In this order; the first that fails ends the run. @type {Step[]} */
const STEPS = [
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'tests from source', command: ['vitest', 'run'], vitest: true },
  { name: 'tests against the built package', command: ['vitest', 'run'], env: { TARGET: 'dist' }, vitest: true },
  { name: 'import and require in plain Node', command: ['node', 'scripts/smoke.mjs'] },
  { name: 'the package in an empty app', command: ['node', 'scripts/test-package.mjs'] },
];

ensureInstalled();
// One MongoDB for all of it.
const { startMongodb } = await import('./mongodb/start-mongodb.mjs');
const { mongodb, tried } = process.env.TEST_MONGODB_URI
  ? { mongodb: { uri: process.env.TEST_MONGODB_URI, source: 'TEST_MONGODB_URI', stop: async () => {} }, tried: [] }
  : await startMongodb({ say: (text) => process.stdout.write(text) });
console.log(
  mongodb ? `MongoDB: ${mongodb.source}` : `No MongoDB was found:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
);
const environment = { ...process.env, FORCE_COLOR: '0', ...(mongodb && { TEST_MONGODB_URI: mongodb.uri }) };

let failed = '';
try {
  for (const [index, step] of STEPS.entries()) {
    const started = Date.now();
    console.log(`\n[${index + 1}/${STEPS.length}] ${step.name}`);
    const ok = await runStep(step, join(reports, `${index}.json`));
    console.log(
      `[${index + 1}/${STEPS.length}] ${step.name}: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    if (!ok) {
      failed = step.name;
      break;
    }
  }
} finally {
  await mongodb?.stop();
  rmSync(reports, { recursive: true, force: true });
}
if (!mongodb)
  console.log('\nNot run, for want of a MongoDB: what is delivered to it (suites named "not run: no MongoDB found").');
if (failed) console.log(`\nStopped at: ${failed}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(failed ? 1 : 0);

/**
 * @param {Step} step
 * @param {string} report
 */
async function runStep({ command: [command = '', ...args], env, vitest }, report) {
  const reporting = vitest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const binary = ['node', 'npm'].includes(command) ? command : join(ROOT, 'node_modules', '.bin', command);
  const code = await new Promise((resolve) => {
    spawn(binary, [...args, ...reporting], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...environment, ...env },
      shell: process.platform === 'win32',
    })
      .on('error', () => resolve(1))
      .on('close', resolve);
  });
  if (vitest) addUp(report);
  else total[code === 0 ? 'passed' : 'failed']++;
  return code === 0;
}

/** @param {string} report */
function addUp(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    total.passed += numPassedTests;
    total.failed += numFailedTests;
  } catch {
    total.failed++;
  }
}
