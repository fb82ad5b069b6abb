import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ArchiveError } from './manifest.js';

const LOCK = 'archive.lock';
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
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      // A FIFO would wait for its writer.
      if (!lstatSync(path).isFile())
        throw new ArchiveError(`${path} is not a file. Delete it if no archive command runs.`);
      const [pid = '', host = ''] = readFileSync(path, 'utf8').trim().split(' ');
      if (host !== hostname() || isHeld(path, Number(pid)))
        throw new ArchiveError(
          `${path} says that process ${pid} on ${host} archives into this directory. Wait for it, or delete the file if that process is gone.`,
        );
      rmSync(path, { force: true });
    }
  }
}

function isHeld(path: string, pid: number): boolean {
  return pid === process.pid ? held.has(path) : isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
