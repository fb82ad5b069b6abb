import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Code of the library that the panel runs, too. */
const SOURCES = '../../libs/activity-tracker/src';
export const LIBRARY = ['admin/query/parse', 'common', 'record'];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folder of a build of the sources as they are; made once for each state of them. */
export async function builtPanel(): Promise<string> {
  const folder = join(tmpdir(), `activity-tracker-panel-production-${fingerprint()}`);
  if (existsSync(join(folder, 'index.html'))) return folder;
  const outDir = mkdtempSync(join(tmpdir(), 'activity-tracker-panel-'));
  await inProduction(() => build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', build: { outDir } }));
  try {
    renameSync(outDir, folder);
  } catch {
    // Another process was faster.
    rmSync(outDir, { recursive: true, force: true });
  }
  return folder;
}

/** Under Vitest, libraries would keep development warnings, which the shipped build lacks. */
async function inProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await work();
  } finally {
    process.env['NODE_ENV'] = before;
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = ['index.html', 'vite.config.ts', 'css-modules.ts', 'precompress.ts', 'font-license.ts', 'package.json'];
  for (const folder of ['src', ...LIBRARY.map((name) => join(SOURCES, name))])
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }))
      if (/\.(?:tsx?|css)$/.test(name)) files.push(join(folder, name));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(ROOT, name)));
  return hash.digest('hex').slice(0, 16);
}
