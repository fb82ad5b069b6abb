import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname, basename, join } from 'node:path';
import { createHash } from 'node:crypto';

/** Bytes of a socket's path that every system takes. */
const LONGEST_PATH = 100;
const CONNECT_MS = 2_000;

/** The system closes the socket with the process, however that ends; a frozen process still holds it. Rejects with the system's error. */
export async function ownSocket(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await atShortPath(path, (short) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(short, resolve);
    });
  });
  server.on('error', () => {});
  // Never what keeps a process alive.
  return server.unref();
}

/** Whether a process listens on the socket. Rejects where that cannot be told. */
export async function isOwned(path: string): Promise<boolean> {
  try {
    // A link would lead to the socket of a process that lives, and keep the directory from being adopted.
    if (process.platform !== 'win32' && !lstatSync(path).isSocket()) return false;
    await atShortPath(path, connected);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ENOTSOCK') return false;
    // A full queue of connections has an owner who does not take them.
    if (code === 'EAGAIN' || code === 'ETIMEDOUT') return true;
    throw error;
  }
}

function connected(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.setTimeout(CONNECT_MS, () => {
      socket.destroy();
      reject(Object.assign(new Error('the owner did not answer'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

/** Linux leads to a directory by its descriptor too, which takes few bytes. */
async function atShortPath<T>(path: string, act: (path: string) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return act(pipeName(path));
  if (Buffer.byteLength(path) <= LONGEST_PATH) return act(path);
  if (process.platform !== 'linux')
    throw Object.assign(new Error(`a socket's path takes ${LONGEST_PATH} bytes at most`), { code: 'ENAMETOOLONG' });
  const fd = openSync(dirname(path), constants.O_RDONLY);
  try {
    return await act(join('/proc/self/fd', String(fd), basename(path)));
  } finally {
    closeSync(fd);
  }
}

/** Named by the instance, which a rename of the directory keeps. */
function pipeName(path: string): string {
  return `\\\\.\\pipe\\activity-tracker-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
}
