import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import type { RecordingReport, ThreadData } from './messages.js';
import { WorkerHandle } from './worker-handle.js';

const SAYS_ITS_OPTIONS = `import { parentPort } from 'node:worker_threads';
parentPort.postMessage({ kind: 'log', level: 'log', message: String(process.env.NODE_OPTIONS) + process.env.OTHER });
parentPort.on('message', () => {});`;

function handleOf(file: string | URL, beat = () => 0) {
  const onDeath = vi.fn<(why: string) => void>();
  const onReport = vi.fn<(report: RecordingReport) => void>();
  const heard = new Promise((resolve) => {
    onDeath.mockImplementation(resolve);
    onReport.mockImplementation(resolve);
  });
  const handle = new WorkerHandle(file, { reported: onReport, died: onDeath }, beat);
  onTestFinished(() => handle.terminate());
  return { handle, onDeath, heard };
}

const start = (handle: WorkerHandle): void => handle.start({ options: { sharedBytes: 1_000 } } as ThreadData);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

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

it('ends a thread that says nothing after its start, and takes it for one that died', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { handle, heard, onDeath } = handleOf(new URL('data:text/javascript,setInterval(() => {}, 1e6)'));
  start(handle);
  vi.advanceTimersByTime(14_999);
  expect(onDeath).not.toHaveBeenCalled();
  expect(handle.isRunning).toBe(true);
  vi.advanceTimersByTime(1);
  expect(await heard).toBe('it gave no sign of life for 15 s after its start');
  expect(handle.isRunning).toBe(false);
});

it('leaves a thread alone that works', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let beats = 0;
  const { handle, heard, onDeath } = handleOf(
    new URL(`data:text/javascript,${encodeURIComponent(SAYS_ITS_OPTIONS)}`),
    () => beats++,
  );
  start(handle);
  await heard;
  vi.advanceTimersByTime(60_000);
  await new Promise(setImmediate);
  expect({ isRunning: handle.isRunning, deaths: onDeath.mock.calls }).toEqual({ isRunning: true, deaths: [] });
});

it('ends a thread that hangs after it has spoken', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const hangs = `${SAYS_ITS_OPTIONS} setImmediate(() => { for (;;); });`;
  let isHanging = false;
  let beats = 0;
  const { handle, heard, onDeath } = handleOf(new URL(`data:text/javascript,${encodeURIComponent(hangs)}`), () =>
    isHanging ? beats : ++beats,
  );
  start(handle);
  expect(await heard).toMatchObject({ kind: 'log' });
  vi.advanceTimersByTime(12_000);
  isHanging = true;
  vi.advanceTimersByTime(14_999);
  expect({ isRunning: handle.isRunning, deaths: onDeath.mock.calls }).toEqual({ isRunning: true, deaths: [] });
  const died = new Promise((resolve) => onDeath.mockImplementation(resolve));
  vi.advanceTimersByTime(1);
  expect(await died).toBe('it gave no sign of life for 15 s');
  expect(handle.isRunning).toBe(false);
});

it('survives a thread that takes all memory, and takes it for one that died', async () => {
  const takesAll = 'const all = []; for (;;) all.push(new Array(100_000).fill(0.5));';
  const { handle, heard } = handleOf(new URL(`data:text/javascript,${encodeURIComponent(takesAll)}`));
  start(handle);
  expect(await heard).toContain('memory limit');
  expect(handle.isRunning).toBe(false);
});
