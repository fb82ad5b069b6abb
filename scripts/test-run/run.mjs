// Called by test.mjs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../ensure-installed.mjs';
import { readReport } from './vitest-report.mjs';

/** @typedef {import('./stages.mjs').Step} Step */

export class Run {
  passed = 0;
  failed = 0;
  stoppedAt = '';
  /** Suites that need a MongoDB where there was none. @type {Set<string>} */
  notRun = new Set();
  #begun = 0;
  #interrupted = false;
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #running = new Set();

  /**
   * @param {number} steps in all
   * @param {string} reports a folder
   */
  constructor(steps, reports) {
    this.steps = steps;
    this.reports = reports;
  }

  interrupt() {
    this.#interrupted = true;
    for (const child of this.#running) child.kill('SIGTERM');
  }

  /** @param {Step[][]} lanes @param {NodeJS.ProcessEnv} environment */
  async stage(lanes, environment) {
    await Promise.all(
      lanes.map(async (lane, index) => {
        for (const step of lane) {
          if (this.stoppedAt || this.#interrupted) break;
          // The others print at the end of each step.
          await this.#step(step, { environment, printsLive: index === 0 });
        }
      }),
    );
    if (this.#interrupted) this.stoppedAt ||= 'an interruption';
  }

  /** @param {Step} step @param {{ environment: NodeJS.ProcessEnv, printsLive: boolean }} how */
  async #step(step, { environment, printsLive }) {
    const started = Date.now();
    const number = ++this.#begun;
    const title = `[${number}/${this.steps}] ${step.name}`;
    const report = join(this.reports, `${number}.json`);
    console.log(`\n${title}`);
    const { ok, output } = await this.#execute(step, report, { environment, printsLive });
    if (!ok && this.stoppedAt) {
      console.log(`${title}: ended, as another step failed`);
      return;
    }
    this.#addUp(step, report, ok);
    process.stdout.write(output);
    console.log(`${title}: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (ok) return;
    this.stoppedAt = this.#interrupted ? `${step.name}, interrupted` : step.name;
    for (const child of this.#running) child.kill('SIGTERM');
  }

  /**
   * @param {Step} step
   * @param {string} report
   * @param {{ environment: NodeJS.ProcessEnv, printsLive: boolean }} how
   * @returns {Promise<{ ok: boolean, output: string }>}
   */
  async #execute({ command: [command = '', ...args], env, vitest }, report, { environment, printsLive }) {
    const reporting = vitest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
    const binary = ['node', 'npm'].includes(command) ? command : join(ROOT, 'node_modules', '.bin', command);
    const child = spawn(binary, [...args, ...reporting], {
      cwd: ROOT,
      stdio: printsLive ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...env },
      shell: process.platform === 'win32',
    });
    this.#running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const code = await new Promise((resolve) => child.on('error', () => resolve(1)).on('close', resolve));
    this.#running.delete(child);
    return { ok: code === 0, output };
  }

  /** @param {Step} step @param {string} report @param {boolean} ok */
  #addUp({ vitest }, report, ok) {
    if (!vitest) {
      this[ok ? 'passed' : 'failed']++;
      return;
    }
    const { passed, failed, withoutMongodb } = readReport(report);
    for (const suite of withoutMongodb) this.notRun.add(suite);
    this.passed += passed;
    // A run can fail without a failed test: a file that does not load, an unhandled rejection.
    this.failed += ok ? failed : Math.max(failed, 1);
  }
}
