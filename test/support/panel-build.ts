import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = `${ROOT}libs/activity-tracker/panel/index.html`;
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts'].map((name) => `${ROOT}apps/admin-ui/${name}`);

/** The library serves the build of the panel that stands next to it; one is made where there is none, or an old one. */
export function ensurePanel(): void {
  const builtAt = changedAt(BUILT);
  if (builtAt > 0 && SOURCES.every((source) => changedAt(source) < builtAt)) return;
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build:panel'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The panel could not be built:\n${stderr}`);
}

/** Of a file, or of the newest in a folder; 0 where there is none. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(...readdirSync(path).map((name) => changedAt(`${path}/${name}`)));
}
