import { expect, it, vi } from 'vitest';
import { resolveOptions } from './resolve-options.js';
import { chooseThread } from './thread-choice.js';

vi.mock('node:worker_threads', async (original) => ({
  ...(await original<object>()),
  workerData: { options: { sharedBytes: 1 } },
}));

it('refuses an application that its own recording thread started: it would start the next one', () => {
  expect(() => chooseThread(resolveOptions({ recording: { thread: 'worker' } }))).toThrow(
    'recording.workerFile names the file of an application. It must be a copy of dist/worker.js of the package.',
  );
});
