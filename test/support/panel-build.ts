import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PANEL = `${ROOT}libs/activity-tracker/panel`;
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts'].map((name) => `${ROOT}apps/admin-ui/${name}`);

/** The library serves the build of the panel that stands next to it; one is made where there is none, or an old one. */
export function ensurePanel(): void {
  if (isUpToDate()) return;
  // Files that run at the same time may build it, too, and none of them reads half of a build.
  const outDir = mkdtempSync(`${ROOT}node_modules/.panel-`);
  const args = ['run', '--silent', 'build', '--workspace', 'admin-ui', '--', '--outDir', outDir, '--emptyOutDir'];
  const { status, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The panel could not be built:\n${stderr}`);
  try {
    if (!isUpToDate()) {
      rmSync(PANEL, { recursive: true, force: true });
      renameSync(outDir, PANEL);
    }
  } catch (error) {
    if (!isUpToDate()) throw error;
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function isUpToDate(): boolean {
  const builtAt = changedAt(`${PANEL}/index.html`);
  return builtAt > 0 && SOURCES.every((source) => changedAt(source) < builtAt);
}

/** Of a file, or of the newest in a folder; 0 where there is none. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(...readdirSync(path).map((name) => changedAt(`${path}/${name}`)));
}
