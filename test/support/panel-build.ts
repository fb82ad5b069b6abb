import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The library serves the build of the panel that stands beside it; one is made where there is none. */
export function ensurePanel(): void {
  if (existsSync(`${ROOT}libs/activity-tracker/panel/index.html`)) return;
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build:panel'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The panel could not be built:\n${stderr}`);
}
