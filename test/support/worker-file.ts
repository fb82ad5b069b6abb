import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { WORKER_BUILD } from '../../libs/activity-tracker/worker/worker.build.js';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export interface WorkerFile {
  /** `undefined` where the package finds it itself. */
  readonly path: string | undefined;
  remove(): Promise<void>;
}

/** The file of the recording thread, from the sources: Vitest runs TypeScript, a thread does not. */
export async function workerFile(): Promise<WorkerFile> {
  if (process.env.TARGET === 'dist') return { path: undefined, remove: async () => {} };
  // In the repository, so that it finds the packages.
  const folder = at(`libs/activity-tracker/dist/worker-of-test-${process.pid}`);
  await build({
    ...WORKER_BUILD,
    config: false,
    cwd: at('libs/activity-tracker'),
    tsconfig: 'tsconfig.lib.json',
    outDir: folder,
    platform: 'node',
    logLevel: 'silent',
  });
  return { path: join(folder, 'worker.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}
