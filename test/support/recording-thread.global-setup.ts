import type { TestProject } from 'vitest/node';
import { type WorkerFile, workerFile } from './worker-file.js';

let built: Promise<WorkerFile> | undefined;

/** The file of the recording thread, once for a run, though each project asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isUsed = (project.config.env?.TEST_THREAD ?? process.env.TEST_THREAD) === 'worker';
  const file = isUsed ? await (built ??= workerFile()) : undefined;
  project.provide('recordingWorkerFile', file?.path);
  return async () => {
    await file?.remove();
  };
}
