// The packed library in fresh apps: Nest 11 and 12, both platforms, both formats, Node 20, 22 and 24, npm and pnpm,
// TypeScript 5.9 and 6.0, lowest and newest peers. `--short`: two of them on the running Node. `--built`: uses the last
// build.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/ensure-installed.mjs';
import { COMBINATIONS, IMPOSSIBLE, nameOf, shortForm, VALUES } from './installs/combinations.mjs';
import { boot, install, writeHost } from './installs/host.mjs';
import { succeed } from './installs/processes.mjs';
import { secondsSince, table } from './installs/report.mjs';
import { installTools, runningNode } from './installs/toolbox.mjs';
import { NOT_CHECKED, resolutionsFor, typeCheck } from './installs/type-check.mjs';

const AT_ONCE = 2;
const short = process.argv.includes('--short');
const built = process.argv.includes('--built');
const combinations = short ? shortForm(runningNode()) : COMBINATIONS;
// pnpm compares paths, and a temporary folder may be a link.
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'activity-tracker-installs-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const notes = [];
/** @type {string[][]} */
const installs = [];
/** @type {string[][]} */
const checks = [];

const [tools, tarball] = await prepare();
const waiting = [...combinations.entries()];
await Promise.all(Array.from({ length: AT_ONCE }, work));
report();
process.exit(failures.length > 0 ? 1 : 0);

/** @returns {Promise<[import('./installs/toolbox.mjs').Tools, string]>} */
async function prepare() {
  try {
    return await Promise.all([installTools(join(folder, 'tools'), combinations), pack()]);
  } catch (error) {
    console.error(`FAILED before any app was made: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

async function pack() {
  if (!built) await succeed(['npm', 'run', '--silent', 'build:library'], { cwd: ROOT });
  const destination = join(folder, 'package');
  mkdirSync(destination);
  const args = ['--workspace', 'nestjs-activity-tracker', '--pack-destination', destination, '--json'];
  const { output } = await succeed(['npm', 'pack', ...args], { cwd: ROOT });
  /** @type {{ filename: string }[]} */
  const [packed] = JSON.parse(output);
  return join(destination, packed?.filename ?? '');
}

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await prove(...next);
}

/** @param {number} index @param {import('./installs/combinations.mjs').Combination} combination */
async function prove(index, combination) {
  const started = Date.now();
  const { typescript, nest, module, peers } = combination;
  const host = writeHost(join(folder, `host-${index + 1}`), tarball, combination);
  const steps = {
    install: () => install(host, tools),
    compile: () => typeCheck(host, tools, { typescript, resolution: 'nodenext', emit: true }),
    boot: () => boot(host, tools),
  };
  let failedAt = '';
  for (const [step, go] of Object.entries(steps)) {
    if (failedAt === '' && !(await attempt(`${nameOf(combination)}: ${step}`, go))) failedAt = step;
  }
  installs.push([String(index + 1), ...Object.values(combination), verdict(failedAt), secondsSince(started)]);
  console.log(`  ${nameOf(combination)}: ${verdict(failedAt)} in ${secondsSince(started)}`);
  for (const [version, resolution] of failedAt === 'install' ? [] : furtherChecks(index, combination)) {
    const since = Date.now();
    const name = `type check of Nest ${nest}, ${module}, peers: ${peers}, TypeScript ${version}, ${resolution}`;
    const ok = await attempt(name, () =>
      typeCheck(host, tools, { typescript: version, resolution, skipLibCheck: short }),
    );
    checks.push([
      nest,
      module,
      peers,
      version,
      resolution,
      String(short),
      ok ? 'passed' : 'FAILED',
      secondsSince(since),
    ]);
  }
  notes.push(...host.notes.map((note) => `${nameOf(combination)}: ${note}`));
  rmSync(host.folder, { recursive: true, force: true });
}

/**
 * Each kind of app once with each compiler, next to the compilations that apps boot from.
 * @param {number} index
 * @param {import('./installs/combinations.mjs').Combination} combination
 * @returns {[version: string, resolution: string][]}
 */
function furtherChecks(index, combination) {
  const kind = ({ nest, module, peers } = combination) => [nest, module, peers].join();
  if (combinations.findIndex((other) => kind(other) === kind(combination)) !== index) return [];
  const booted = (/** @type {string} */ version, /** @type {string} */ resolution) =>
    version === combination.typescript && resolution === 'nodenext';
  // In the short form one more each, without the declarations of others, which take most of the time: the resolution
  // farthest from the one the app boots from.
  if (short) return [[combination.typescript, resolutionsFor(combination).at(-1) ?? 'nodenext']];
  return VALUES.typescript.flatMap((version) =>
    resolutionsFor(combination)
      .filter((resolution) => !booted(version, resolution))
      .map((resolution) => /** @type {[string, string]} */ ([version, resolution])),
  );
}

/** @param {string} name @param {() => Promise<unknown>} go */
async function attempt(name, go) {
  try {
    await go();
    return true;
  } catch (error) {
    failures.push(`${name}\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** @param {string} failedAt */
function verdict(failedAt) {
  return failedAt === '' ? 'passed' : `FAILED: ${failedAt}`;
}

function report() {
  const byNumber = installs.sort(([a], [b]) => Number(a) - Number(b));
  console.log(`\n${table(['#', ...Object.keys(VALUES), 'result', 'time'], byNumber)}`);
  console.log(`\nType checks next to the compilations that the apps above boot from (nodenext, skipLibCheck false):\n`);
  console.log(table(['nest', 'module', 'peers', 'typescript', 'resolution', 'skipLibCheck', 'result', 'time'], checks));
  const reasons = [
    ...IMPOSSIBLE.map(({ values: { nest, peers }, because }) => `Nest ${nest} with peers of ${peers}: ${because}`),
    ...NOT_CHECKED,
    ...notes,
  ];
  console.log(`\nNot possible, or not ours:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  for (const failure of failures) console.error(`\nFAILED: ${failure}`);
  console.log(`\n${failures.length === 0 ? 'All passed' : `${failures.length} failed`}`);
}
