// Child processes that end with the script: each leads its own group, so that what an installer starts ends too.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const WINDOWS = process.platform === 'win32';
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

process.on('exit', () => running.forEach(end));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    console.error(`Ended by ${signal}`);
    process.exit(1);
  });
}

const OF_THE_CALLER = /^npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|user_agent))/i;
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THE_CALLER.test(name)));

/** @typedef {{ code: number | null, output: string, errors: string }} Ended */

export class CommandError extends Error {
  /**
   * @param {string} problem
   * @param {{ command: string[], cwd: string } & Partial<Ended>} what
   */
  constructor(problem, { command, cwd, output = '', errors = '' }) {
    const written = [output.trim(), errors.trim()].filter(Boolean).join('\n');
    super(`${problem}\ncommand: ${command.join(' ')}\nin: ${cwd}${written ? `\n${written}` : ''}`);
  }
}

export class LateError extends CommandError {
  /** @param {string} problem @param {{ command: string[], cwd: string, output: string, errors: string }} what */
  constructor(problem, what) {
    super(problem, what);
    this.output = what.output;
  }
}

/**
 * Runs a command to its end, whatever its exit code.
 * @param {string[]} command
 * @param {{ cwd: string, env?: Record<string, string>, withinMs?: number }} options
 * @returns {Promise<Ended>}
 */
export async function run(command, { cwd, env = {}, withinMs = 300_000 }) {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !WINDOWS,
    shell: WINDOWS,
  });
  running.add(child);
  let late = false;
  const impatience = setTimeout(() => {
    late = true;
    end(child);
  }, withinMs);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (data) => (output += data));
  child.stderr.setEncoding('utf8').on('data', (data) => (errors += data));
  try {
    const [code] = await once(child, 'close');
    if (late) throw new LateError(`still running after ${withinMs / 1000} s`, { command, cwd, output, errors });
    return { code, output, errors };
  } finally {
    clearTimeout(impatience);
    running.delete(child);
  }
}

/** Runs a command that has to succeed. @param {string[]} command @param {Parameters<typeof run>[1]} options */
export async function succeed(command, options) {
  const ended = await run(command, options);
  if (ended.code !== 0) throw new CommandError(`ended with ${ended.code}`, { command, cwd: options.cwd, ...ended });
  return ended;
}

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  try {
    if (child.pid && !WINDOWS) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
