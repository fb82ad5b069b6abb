import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** The server has a CPU to itself; load and MongoDB share the others. */
const SERVER_CPU = '0';
const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;
const OTHER_CPUS = cpus().length > 2 ? `1-${cpus().length - 1}` : '1';

export const PINNING = canPin
  ? `server on CPU ${SERVER_CPU}, load generator on CPU 1, mongod on CPU ${OTHER_CPUS}`
  : 'not pinned: there is no taskset, or one CPU only';

/** Keeps this process, which is the load generator, away from the servers' CPU. */
export function pinLoad() {
  pin(process.pid, '1');
}

/** @param {number} pid */
export function pinStore(pid) {
  pin(pid, OTHER_CPUS);
}

export const SERVER_COMMAND = canPin
  ? { execPath: 'taskset', execArgv: ['-c', SERVER_CPU, process.execPath] }
  : { execPath: process.execPath, execArgv: [] };

/** @param {number} pid @param {string} list */
function pin(pid, list) {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', list, String(pid)]);
}
