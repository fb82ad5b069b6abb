// Called by the modules of this folder.
import { spawn } from 'node:child_process';

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeoutMs?: number, onOutput?: (text: string) => void, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean }>} code is null where it could not be started
 */
export function run(command, args, { timeoutMs = 60_000, onOutput, env } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const abandon = () => void child.kill('SIGKILL');
    process.once('exit', abandon);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
        onOutput?.(String(data));
      });
    }
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      process.off('exit', abandon);
      resolve({ code, output, timedOut });
    };
    child.on('error', () => end(null));
    child.on('close', (code) => end(code ?? 1));
  });
}
