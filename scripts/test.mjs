// `npm test`: everything, on a fresh clone with nothing installed. Ends with the plain total over all steps.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, ROOT } from './ensure-installed.mjs';
import { onNpmGone } from './npm-gone.mjs';

const reports = mkdtempSync(join(tmpdir(), 'activity-tracker-test-'));
const total = { passed: 0, failed: 0 };
/** Suites that need a MongoDB where there was none. @type {Set<string>} */
const notRun = new Set();

/** @typedef {{ name: string, command: string[], env?: Record<string, string>, vitest?: boolean }} Step */
/** In this order; the first that fails ends the run. @type {Step[]} */
const STEPS = [
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'types of the panel', command: ['tsc', '-p', 'apps/admin-ui', '--noEmit'] },
  { name: 'tests from source', command: ['vitest', 'run'], vitest: true },
  { name: 'tests against the built package', command: ['vitest', 'run'], env: { TARGET: 'dist' }, vitest: true },
  { name: 'import and require in plain Node', command: ['node', 'scripts/smoke.mjs'] },
  { name: 'the package in an empty app', command: ['node', 'scripts/test-package.mjs'] },
  { name: 'the package on the newest and the oldest Nest', command: ['node', 'scripts/test-installs.mjs', '--short'] },
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
const environment = { ...process.env, FORCE_COLOR: '0', TEST_MONGODB_URI: mongodb?.uri ?? '' };
if (!mongodb) notRun.add('the package in an empty app: a call recorded in MongoDB');

let failed = '';
let interrupted = false;
/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
const interrupt = () => {
  interrupted = true;
  running?.kill('SIGTERM');
};
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, interrupt);
onNpmGone(interrupt);
try {
  for (const [index, step] of STEPS.entries()) {
    const started = Date.now();
    console.log(`\n[${index + 1}/${STEPS.length}] ${step.name}`);
    const ok = await runStep(step, join(reports, `${index}.json`));
    console.log(
      `[${index + 1}/${STEPS.length}] ${step.name}: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    if (!ok || interrupted) {
      failed = interrupted ? `${step.name}, interrupted` : step.name;
      break;
    }
  }
} finally {
  await mongodb?.stop();
  rmSync(reports, { recursive: true, force: true });
}
if (notRun.size > 0) {
  console.log('\nNot run, for want of a MongoDB:');
  for (const suite of notRun) console.log(`  - ${suite}`);
  if (process.env.CI && !failed) {
    failed = 'the search for a MongoDB: with CI set, all tests must run';
    total.failed++;
  }
}
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
    running = spawn(binary, [...args, ...reporting], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...environment, ...env },
      shell: process.platform === 'win32',
    });
    running.on('error', () => resolve(1)).on('close', resolve);
  });
  if (vitest) addUp(report, code === 0);
  else total[code === 0 ? 'passed' : 'failed']++;
  return code === 0;
}

/**
 * @param {string} report
 * @param {boolean} ok
 */
function addUp(report, ok) {
  const { passed, failed, withoutMongodb } = readReport(report);
  for (const suite of withoutMongodb) notRun.add(suite);
  total.passed += passed;
  // A run can fail without a failed test: a file that does not load, an unhandled rejection.
  total.failed += ok ? failed : Math.max(failed, 1);
}

/** @param {string} report */
function readReport(report) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    /** @type {{ title: string, status: string, ancestorTitles: string[] }[]} */
    const tests = testResults.flatMap((/** @type {{ assertionResults: unknown[] }} */ file) => file.assertionResults);
    const placeholders = tests.filter(
      ({ title, status }) => title === 'not run: no MongoDB found' && status === 'passed',
    );
    return {
      passed: numPassedTests - placeholders.length,
      failed: numFailedTests,
      withoutMongodb: placeholders.map(({ ancestorTitles }) => ancestorTitles.join(' > ')),
    };
  } catch {
    return { passed: 0, failed: 0, withoutMongodb: [] };
  }
}
