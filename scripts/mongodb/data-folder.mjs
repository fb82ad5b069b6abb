// Called by start-mongodb.mjs and by the MongoDBs of tests.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const PREFIX = 'activity-tracker-mongodb-';
/** Bytes: a run of all tests leaves databases of about a gigabyte. */
const ENOUGH = 4 * 2 ** 30;
/** No system gives this id to a process. */
const NO_PROCESS = 2 ** 30;

/**
 * A new folder for the data of a MongoDB that goes with them. In memory where there is room: creating indexes on a disk
 * takes twice the time.
 * @param {{ memory?: string, disk?: string, enough?: number }} [places]
 */
export function dataFolder({ memory = IN_MEMORY, disk = tmpdir(), enough = ENOUGH } = {}) {
  const isRoomy = hasRoom(memory, enough);
  if (isRoomy) removeAbandoned(memory);
  return mkdtempSync(join(isRoomy ? memory : disk, PREFIX));
}

/** @param {string} folder @param {number} bytes */
function hasRoom(folder, bytes) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= bytes;
  } catch {
    return false;
  }
}

/** Of runs that ended without removing them: memory has to be given back. @param {string} parent */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(parent, name);
    if (hasEnded(join(folder, 'mongod.lock'))) rmSync(folder, { recursive: true, force: true });
  }
}

/** The file holds the id of the process, and nothing once it has stopped. @param {string} lock */
function hasEnded(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || NO_PROCESS, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
