import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  renameSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SpoolFileEntry, SpoolFiles } from './spool-files.js';

// On Windows the last two are undefined, and add nothing.
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
/** Several times what the spool writes into one file. It is read as a whole, so another program's would fill the memory. */
const LONGEST_FILE = 256 * 1024 * 1024;

const ENTRIES_PER_CALL = 200;

export const nodeFiles: SpoolFiles = {
  create: (path) => openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, PRIVATE_FILE),
  write: (fd, bytes, start, length) => writeSync(fd, bytes, start, length),
  truncate: (fd, length) => ftruncateSync(fd, length),
  sync: promisify(fdatasync),
  syncNow: (fd) => fdatasyncSync(fd),
  close: (fd) => closeSync(fd),
  async load(path) {
    // Opening a FIFO would wait for its writer.
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw Object.assign(new Error(`${path} is not a file`), { code: 'EINVAL' });
      if (stats.size > LONGEST_FILE) throw Object.assign(new Error(`${path} is too long`), { code: 'EFBIG' });
      return await file.readFile();
    } finally {
      await file.close();
    }
  },
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
  *list(directory) {
    const entries = opendirSync(directory);
    try {
      for (let entry = entries.readSync(); entry; entry = entries.readSync())
        yield { name: entry.name, kind: kindOf(entry) };
    } finally {
      entries.closeSync();
    }
  },
  async *listLater(directory) {
    for await (const entry of await opendir(directory, { bufferSize: ENTRIES_PER_CALL }))
      yield { name: entry.name, kind: kindOf(entry) };
  },
  kindOf(path) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats && kindOf(stats);
  },
  makeDirectory(path) {
    mkdirSync(path, { mode: PRIVATE_DIRECTORY });
  },
  removeDirectory: (path) => rmdirSync(path),
  syncDirectory(path) {
    // Windows cannot open a directory, and needs no sync of it.
    if (process.platform === 'win32') return;
    const fd = openSync(path, O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  async syncDirectoryLater(path) {
    if (process.platform === 'win32') return;
    const directory = await open(path, O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
  stat(path) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats && { size: stats.size, modifiedAt: stats.mtimeMs };
  },
  isAt(fd, path) {
    const named = lstatSync(path, { throwIfNoEntry: false, bigint: true });
    const open = fstatSync(fd, { bigint: true });
    return named !== undefined && named.ino === open.ino && named.dev === open.dev;
  },
  freeBytes(path) {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  },
};

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): SpoolFileEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}
