import type { RecordingOptions } from 'nestjs-activity-tracker';
import { afterAll, beforeAll } from 'vitest';
import { type WorkerFile, workerFile } from './worker-file.js';

/** Builds the file of the recording thread before the tests of a spec. @returns gives the options that use it */
export function recordingWorker(): () => Partial<RecordingOptions> {
  let file: WorkerFile;
  beforeAll(async () => {
    file = await workerFile();
  }, 120_000);
  afterAll(() => file.remove());
  return () => ({ thread: 'worker', ...(file.path !== undefined && { workerFile: file.path }) });
}
