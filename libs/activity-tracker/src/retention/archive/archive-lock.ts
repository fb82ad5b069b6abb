import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ArchiveError } from './manifest.js';

const LOCK = 'archive.lock';
/** Other commands may take the lock of a killed one over at the same time. */
const ATTEMPTS = 3;
/** Locks of this process. One of its id that is none of them is left of a process of an earlier container. */
const held = new Set<string>();

/**
 * Keeps a second archive command out of a directory. The lock of a process that was killed is taken over.
 * @returns releases the lock
 * @throws ArchiveError if another process archives there
 */
export function lockArchive(directory: string): () => void {
  const path = join(directory, LOCK);
  const own = `${process.pid} ${hostname()}\n`;
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      const isTaken = codeOf(error) === 'EEXIST';
      // On a full disk an empty file is left, which names no process.
      if (!isTaken) rmSync(path, { force: true });
      if (!isTaken || attempt === ATTEMPTS) throw error;
    }
    try {
      removeStale(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** @throws ArchiveError if its process lives, or may live; the system's error, `ENOENT` where another command was faster */
function removeStale(path: string): void {
  // A FIFO would wait for its writer.
  if (!lstatSync(path).isFile()) throw new ArchiveError(`${path} is not a file. Delete it if no archive command runs.`);
  const found = readFileSync(path, 'utf8');
  const [pid = '', host = ''] = found.trim().split(' ');
  if (host !== hostname() || isHeld(path, Number(pid)))
    throw new ArchiveError(
      `${path} says that process ${pid} on ${host} archives into this directory. Wait for it, or delete the file if that process is gone.`,
    );
  const taken = `${path}.${process.pid}`;
  renameSync(path, taken);
  // Another command may have replaced it meanwhile: that one archives.
  if (readFileSync(taken, 'utf8') !== found) linkSync(taken, path);
  rmSync(taken);
}

function isHeld(path: string, pid: number): boolean {
  return pid === process.pid ? held.has(path) : isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
