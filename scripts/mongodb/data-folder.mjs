// Called by start-mongodb.mjs and by the MongoDBs of tests.
import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const PREFIX = 'activity-tracker-mongodb-';
/** Bytes: a run of all tests leaves databases of about a gigabyte. */
const ENOUGH = 4 * 2 ** 30;
const DAY_MS = 86_400_000;

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

/** Of runs that were killed: memory has to be given back. @param {string} parent */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(parent, name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changed > DAY_MS) rmSync(folder, { recursive: true, force: true });
  }
}
