import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Report, ThreadData } from './messages.js';
import { WorkerHandle } from './worker-handle.js';

const SAYS_ITS_OPTIONS = `import { parentPort } from 'node:worker_threads';
parentPort.postMessage({ kind: 'log', level: 'log', message: String(process.env.NODE_OPTIONS) + process.env.OTHER });
parentPort.on('message', () => {});`;

function handleOf(file: string | URL) {
  const onDeath = vi.fn<(why: string) => void>();
  const onReport = vi.fn<(report: Exclude<Report, { kind: 'done' }>) => void>();
  const heard = new Promise((resolve) => {
    onDeath.mockImplementation(resolve);
    onReport.mockImplementation(resolve);
  });
  const handle = new WorkerHandle(file, { reported: onReport, died: onDeath });
  onTestFinished(() => handle.terminate());
  return { handle, onDeath, heard };
}

const start = (handle: WorkerHandle): void => handle.start({} as ThreadData);

afterEach(() => void vi.unstubAllEnvs());

it('starts the thread without what NODE_OPTIONS has the application load', async () => {
  vi.stubEnv('NODE_OPTIONS', '--require /not/there.cjs');
  vi.stubEnv('OTHER', ' kept');
  const { handle, heard } = handleOf(new URL(`data:text/javascript,${encodeURIComponent(SAYS_ITS_OPTIONS)}`));
  start(handle);
  expect(await heard).toMatchObject({ message: 'undefined kept' });
});

it('takes a thread that cannot be started for one that died, once, and throws nothing', async () => {
  const { handle, heard, onDeath } = handleOf('neither absolute nor relative');
  start(handle);
  start(handle);
  expect(onDeath).not.toHaveBeenCalled();
  expect(await heard).toContain('The worker script');
  expect(onDeath).toHaveBeenCalledOnce();
});

it('starts no thread after its end', async () => {
  const { handle, onDeath } = handleOf('neither absolute nor relative');
  start(handle);
  await handle.terminate();
  start(handle);
  await new Promise(setImmediate);
  expect({ isRunning: handle.isRunning, deaths: onDeath.mock.calls }).toEqual({ isRunning: false, deaths: [] });
});
