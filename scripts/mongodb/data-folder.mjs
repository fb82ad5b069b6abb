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
  return mkdtempSync(join(isRoomy ? memory : disk, `${PREFIX}${process.pid}-`));
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
    if (hasEnded(name.slice(PREFIX.length)) && hasEnded(lockOf(folder)))
      rmSync(folder, { recursive: true, force: true });
  }
}

/** The id of the MongoDB; nothing while it starts, once it has stopped, and before it is started again. @param {string} folder */
function lockOf(folder) {
  try {
    return readFileSync(join(folder, 'mongod.lock'), 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} text that begins with the id of a process */
function hasEnded(text) {
  try {
    process.kill(Number.parseInt(text, 10) || NO_PROCESS, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
