import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import Chromium from '@sparticuz/chromium';
import { CACHE_FOLDER } from '../../../../scripts/mongodb/cache-folder.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const PACKAGE = new URL('../../package.json', import.meta.url);

/** A Chromium: the one that `CHROMIUM` names, one on PATH, else the one that comes as an npm package. */
export async function findChromium(): Promise<string> {
  return process.env['CHROMIUM'] || onPath() || (await bundled());
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** Unpacked once, for good; whole or not at all, however many processes ask for it. */
async function bundled(): Promise<string> {
  const { devDependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { devDependencies: Record<string, string> };
  const folder = join(CACHE_FOLDER, `chromium-${devDependencies['@sparticuz/chromium']}`);
  const binary = join(folder, 'chromium');
  if (existsSync(binary)) return binary;
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const unpacked = mkdtempSync(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = unpacked;
  try {
    await Chromium.executablePath();
    renameSync(unpacked, folder);
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(binary)) throw error;
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
  return binary;
}
