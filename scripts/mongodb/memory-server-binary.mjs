// Called by find-mongod.mjs.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE_FOLDER } from './cache-folder.mjs';
import { run } from './command.mjs';

const DOWNLOADER = fileURLToPath(new URL('./download-mongod.mjs', import.meta.url));
/** Milliseconds in which the download must have begun to get anywhere. */
const SILENCE_MS = 20_000;
const TOTAL_MS = 600_000;
/** A network without the download host is asked again after an hour. */
const RETRY_MS = 3_600_000;

/**
 * The binary that mongodb-memory-server keeps, downloaded where needed; in its own process, which can be ended.
 * @param {(text: string) => void} say
 */
export async function mongodOfMemoryServer(say) {
  const failed = join(CACHE_FOLDER, 'download-failed');
  const age = Date.now() - (statSync(failed, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (age < RETRY_MS) throw new Error(`its download host did not answer ${Math.round(age / 60_000)} minutes ago`);
  const { code, output, timedOut } = await run(process.execPath, [DOWNLOADER, String(SILENCE_MS)], {
    timeoutMs: TOTAL_MS,
    onOutput: (text) => text.startsWith('PATH ') || say(text),
  });
  const path = /^PATH (.+)$/m.exec(output)?.[1];
  if (code === 0 && path) {
    rmSync(failed, { force: true });
    return path;
  }
  mkdirSync(CACHE_FOLDER, { recursive: true });
  writeFileSync(failed, output);
  throw new Error(timedOut ? 'the download did not end in ten minutes' : lastLine(output) || 'no answer');
}

/** @param {string} output */
export function lastLine(output) {
  return output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}
