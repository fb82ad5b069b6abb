import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lutimesSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { INSTANCE_NAME, OWNER_FILE, OWNER_SOCKET } from './adoption.js';
import { isOwned, ownSocket } from './owner-socket.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

/** A directory on a volume of several machines says by its time that its owner lives. */
export const LEASE_RENEWED_MS = 15_000;
const LEASE_MS = 90_000;
/** Of two machines, where one is behind. */
const CLOCKS_DIFFER_MS = 3_600_000;
const NEW = 'new-';
export const UNFINISHED_NAME = /^new-([0-9a-f]{24})$/;
const LONGEST_BEGINNING_MS = 600_000;
const LONGEST_OWNER = 4_096;
/** Codes for an owner file that the tracker did not write: missing, a link, a directory, a socket. */
const FOREIGN: ReadonlySet<string> = new Set(['ENOENT', 'ELOOP', 'EISDIR', 'ENXIO']);
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

interface Owner {
  /** Tells machines, and their starts, apart; containers of one machine share it. */
  readonly boot: string;
  readonly host: string;
  readonly pid: number;
}

/** The directory of this process's life: its socket, and the segments that it writes. */
export class SpoolHome {
  private constructor(
    private readonly files: SpoolFiles,
    readonly instance: string,
    readonly directory: string,
    private readonly server: Server,
  ) {}

  /** Rejects with the system's error. @param root `buffer.spoolDirectory` */
  static async create(files: SpoolFiles, root: string): Promise<SpoolHome> {
    const instance = new Types.ObjectId().toHexString();
    const beginning = join(root, NEW + instance);
    const directory = join(root, instance);
    files.makeDirectory(beginning);
    const socket = join(beginning, OWNER_SOCKET);
    let server: Server | undefined;
    try {
      server = await ownSocket(socket);
      if (process.platform !== 'win32') chmodSync(socket, 0o600);
      const owner: Owner = { boot: bootId(), host: hostname(), pid: process.pid };
      writeFileSync(join(beginning, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
      // Until now it has no name that others look for: what they find has an owner that answers.
      files.rename(beginning, directory);
      files.syncDirectory(root);
      return new SpoolHome(files, instance, directory, server);
    } catch (error) {
      server?.close();
      // On a full disk each attempt would leave one. Files in it are the tracker's: nothing else knows the name.
      rmSync(beginning, { recursive: true, force: true });
      throw error;
    }
  }

  /** For owners on other machines, who cannot reach the socket. Throws where the directory is gone. */
  renewLease(): void {
    const now = new Date();
    lutimesSync(join(this.directory, OWNER_FILE), now, now);
  }

  /** Whether the directory is still there: not deleted, nor taken over by another process. */
  get isInPlace(): boolean {
    try {
      return this.files.stat(join(this.directory, OWNER_FILE)) !== undefined;
    } catch {
      // Unknown: what is written next will tell.
      return true;
    }
  }

  /** Gives the directory up: what is left in it is for the next process. Never throws. */
  async leave(): Promise<void> {
    const { files, directory } = this;
    await new Promise((resolve) => this.server.close(resolve));
    try {
      for (const { name } of files.list(directory)) if (name !== OWNER_FILE && name !== OWNER_SOCKET) return;
      for (const name of [OWNER_SOCKET, OWNER_FILE]) {
        if (files.stat(join(directory, name))) files.remove(join(directory, name));
      }
      files.removeDirectory(directory);
    } catch {
      // The next process finds it, and adopts it.
    }
  }
}

/** Removes what processes left that were killed while they made their directory. @throws the system's error */
export function removeUnfinished(files: SpoolFiles, root: string, now = Date.now()): void {
  const entries = [...files.list(root)];
  for (const { name, kind } of entries) {
    const [, id] = UNFINISHED_NAME.exec(name) ?? [];
    if (!id || kind !== 'directory') continue;
    const begun = new Types.ObjectId(id).getTimestamp().getTime();
    if (now - begun < LONGEST_BEGINNING_MS) continue;
    const directory = join(root, name);
    const left = [...files.list(directory)];
    if (left.some((each) => each.kind === 'directory' || (each.name !== OWNER_FILE && each.name !== OWNER_SOCKET)))
      continue;
    for (const each of left) files.remove(join(directory, each.name));
    files.removeDirectory(directory);
  }
}

/** Names of the instances below a root. @throws the system's error */
export function instancesIn(files: SpoolFiles, root: string): string[] {
  return [...files.list(root)]
    .filter(({ name, kind }) => kind === 'directory' && INSTANCE_NAME.test(name))
    .map(({ name }) => name);
}

/**
 * Whether the process of an instance lives. Rejects where that cannot be told.
 * @param leases of earlier calls; without it the time is believed, and one in the future counts as that of a process
 */
export async function isAlive(
  files: SpoolFiles,
  root: string,
  instance: string,
  leases?: SeenLeases,
): Promise<boolean> {
  const directory = join(root, instance);
  if (await isOwned(join(directory, OWNER_SOCKET))) return true;
  const owner = ownerOf(directory);
  // A socket does not reach beyond its machine.
  if (!owner || owner.boot === bootId()) return false;
  const renewed = files.stat(join(directory, OWNER_FILE))?.modifiedAt ?? 0;
  const age = Date.now() - renewed;
  if (Math.abs(age) < LEASE_MS) return true;
  if (age > CLOCKS_DIFFER_MS) return false;
  // Its clock, or ours, may be wrong: then only a renewal tells.
  return leases?.mayBeRenewed(instance, renewed) ?? age < 0;
}

/** Times of owners' files, and since when they are known by a clock that is never set. */
export class SeenLeases {
  private readonly seen = new Map<string, { readonly renewed: number; readonly at: number }>();

  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** False once the time has stayed the same for as long as a lease lasts. */
  mayBeRenewed(instance: string, renewed: number): boolean {
    const known = this.seen.get(instance);
    if (known?.renewed === renewed) return this.clock() - known.at < LEASE_MS;
    this.seen.set(instance, { renewed, at: this.clock() });
    return true;
  }
}

/** Never waits: a FIFO has no end, and a link may lead to a file that has none. @throws the system's error */
function ownerOf(directory: string): Owner | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(join(directory, OWNER_FILE), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > LONGEST_OWNER) return undefined;
    return JSON.parse(readFileSync(fd, 'utf8')) as Owner;
  } catch (error) {
    if (FOREIGN.has(errorCode(error)) || error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

let known: string | undefined;

function bootId(): string {
  try {
    return (known ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  } catch {
    return (known = hostname());
  }
}
