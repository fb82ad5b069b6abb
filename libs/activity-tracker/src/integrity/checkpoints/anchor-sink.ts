import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { withDeadline } from '../../common/deadline.js';
import { type IntegrityCheckpoint, lineOf } from './checkpoint.js';

/** Keeps checkpoints outside the database: the path of a file, or a function. @publicApi */
export type AnchorTarget = string | ((checkpoint: IntegrityCheckpoint) => unknown);

const FUNCTION_MS = 30_000;
const MODE = 0o600;
const NEW_LINE = 10;
/** `O_NONBLOCK`: opening a pipe that nothing reads would block the process. */
const FLAGS = constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_WRONLY;

/** Hands a checkpoint to its target. Rejects where the target does. */
export async function anchorAt(target: AnchorTarget, checkpoint: IntegrityCheckpoint): Promise<void> {
  if (typeof target === 'string') appendLine(target, lineOf(checkpoint));
  else await withDeadline(Promise.resolve(target(checkpoint)), FUNCTION_MS);
}

/** One write per line, because several processes may share the file. */
function appendLine(path: string, line: string): void {
  const file = openSync(path, FLAGS, MODE);
  try {
    const bytes = Buffer.from(`${endsInLine(path, file) ? '' : '\n'}${line}\n`);
    const written = writeSync(file, bytes);
    if (written < bytes.length) throw new Error(`${written} of ${bytes.length} bytes were written`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** False behind a write that failed halfway, of this process or another: its piece must not damage the next line. */
function endsInLine(path: string, file: number): boolean {
  const stats = fstatSync(file);
  if (!stats.isFile() || stats.size === 0) return true;
  const last = Buffer.alloc(1);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    readSync(reader, last, 0, 1, stats.size - 1);
  } finally {
    closeSync(reader);
  }
  return last[0] === NEW_LINE;
}
