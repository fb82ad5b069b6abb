import { accessSync, constants, existsSync, mkdirSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { nodeFiles } from '../node-files.js';

const OTHERS_MAY_WRITE = 0o022;
const ALL_MAY_WRITE = 0o002;
/** Only the owner of an entry may rename or remove it. */
const STICKY = 0o1000;

/** `buffer.spoolDirectory` cannot be used; the message says why, and names the remedy. */
export class SpoolDirectoryError extends Error {
  override readonly name = 'SpoolDirectoryError';
}

/** Creates the directory, or checks that only this user may write to it. @throws SpoolDirectoryError */
export function openRoot(root: string): void {
  try {
    const first = mkdirSync(root, { recursive: true, mode: 0o700 });
    if (first !== undefined) makeDurable(root, dirname(first));
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = creationFailure(root, (error as NodeJS.ErrnoException).code);
    throw refusal(root, `cannot be created or written (${code}).`, 'Give a directory that this user may write to.');
  }
  const problem = rootProblem(root);
  if (problem) throw problem;
}

/** The names of new directories. @param above the one that was there before */
function makeDurable(root: string, above: string): void {
  let directory = root;
  do nodeFiles.syncDirectory((directory = dirname(directory)));
  while (directory !== above && directory !== dirname(directory));
}

/** Node reports ENOENT for a folder that it cannot create on a read-only volume. */
function creationFailure(root: string, code: string | undefined): string | undefined {
  if (code !== 'ENOENT') return code;
  let existing = root;
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return code;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** Why the tracker does not use an existing directory; `undefined` if it does. */
export function rootProblem(root: string): SpoolDirectoryError | undefined {
  // Windows has access lists in place of these.
  if (process.platform === 'win32') return undefined;
  const { mode, uid } = statSync(root);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self) {
    return refusal(
      root,
      `belongs to user ${uid}, and this process runs as ${self}.`,
      'Run as that user, chown it, or name a folder below it: the tracker creates that.',
    );
  }
  if ((mode & OTHERS_MAY_WRITE) === 0) return parentProblem(root);
  return refusal(
    root,
    `can be written by other users (mode ${(mode & 0o777).toString(8)}).`,
    'Run chmod 700 on it, or name a folder below it: the tracker creates that.',
  );
}

/** Whoever may write to the directory above could put another one in place of this. */
function parentProblem(root: string): SpoolDirectoryError | undefined {
  const parent = dirname(realpathSync(root));
  const mode = modeForOthers(parent);
  if (mode === undefined) return undefined;
  return refusal(
    root,
    `is in ${parent}, where other users may replace it (mode ${(mode & 0o777).toString(8)}).`,
    'Run chmod go-w on that, or chmod +t, or name a folder below this one: the tracker creates that.',
  );
}

/** The mode of a directory in which others may replace an entry; `undefined` if they may not. */
function modeForOthers(directory: string): number | undefined {
  const { mode, gid } = statSync(directory);
  // Many systems give each user a group, and directories that it may write to.
  const others = gid === process.getgid?.() ? ALL_MAY_WRITE : OTHERS_MAY_WRITE;
  return (mode & others) === 0 || (mode & STICKY) !== 0 ? undefined : mode;
}

/**
 * A directory further above in which others may replace the one on the way to the root. They then stop the next start, which refuses a
 * directory of another user; it is no reason to refuse this one, because volumes of containers are mounted so.
 */
export function replaceableAncestor(root: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  let directory = dirname(realpathSync(root));
  while (directory !== dirname(directory)) {
    directory = dirname(directory);
    if (modeForOthers(directory) !== undefined) return directory;
  }
  return undefined;
}

/** Linux, `statfs(2)`: file systems whose content ends with the machine, or with the container. */
const VOLATILE: ReadonlyMap<number, string> = new Map([
  [0x0102_1994, 'tmpfs: its files end with the machine'],
  [0x8584_58f6, 'ramfs: its files end with the machine'],
  [0x794c_7630, 'overlay: its files end with the container'],
]);

/** Why files in the directory do not last; `undefined` if they do, or if that is unknown. */
export function volatility(root: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return VOLATILE.get(statfsSync(root).type);
}

/** @param rule what is wrong, after "it" */
export function refusal(root: string, rule: string, remedy: string): SpoolDirectoryError {
  return new SpoolDirectoryError(`buffer.spoolDirectory is "${root}": it ${rule} ${remedy}`);
}
