import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { resolveOptions } from './resolve-options.js';
import { chooseThread } from './thread-choice.js';

const FILE = fileURLToPath(import.meta.url);
const MONGO = { uri: 'mongodb://127.0.0.1/test' };

const choice = (given: ActivityTrackerOptions) =>
  chooseThread(
    resolveOptions({
      database: true,
      mongo: MONGO,
      ...given,
      recording: { thread: 'worker', workerFile: FILE, ...given.recording },
    }),
  );

afterEach(() => void vi.unstubAllEnvs());

function fileOutsideOfPackages(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, '');
  return file;
}

describe('the thread that records', () => {
  it('is the main one unless another is wanted', () => {
    expect(chooseThread(resolveOptions({}))).toEqual({ wanted: 'main', file: undefined, reason: undefined });
  });

  it('is another one where all that it needs is plain data', () => {
    expect(choice({ masking: { excludeKeys: [/x/i] } })).toEqual({ wanted: 'worker', file: FILE, reason: undefined });
  });

  it('is the main one where the file of a bundle finds no driver of MongoDB', () => {
    const workerFile = fileOutsideOfPackages();
    expect(choice({ recording: { workerFile } })).toEqual({
      wanted: 'worker',
      file: undefined,
      reason: `${workerFile} finds no mongoose: install it in that folder or above`,
    });
  });

  it.each<[string, ActivityTrackerOptions, string]>([
    ['nothing is stored', { database: false }, 'database is false, so nothing is stored'],
    [
      'the store is an object',
      { storage: { store: new InMemoryActivityStore() } },
      'storage.store is an object of the application',
    ],
    [
      'the connection is shared',
      { mongo: { connectionName: 'default' } },
      'mongo.connectionName shares a connection of the application',
    ],
    [
      'records are on disk',
      { buffer: { durability: 'journal', spoolDirectory: 'x' } },
      "buffer.durability is 'journal', whose files are written by the thread that serves requests",
    ],
    [
      'records are chained',
      { integrity: { chain: true } },
      'integrity.chain is true, and the chain of a thread that ends could not be continued',
    ],
    [
      'the file is missing',
      { recording: { workerFile: '/not/there.js' } },
      'recording.workerFile is "/not/there.js", which is not there',
    ],
  ])('is the main one where %s', (_, given, reason) => {
    expect(choice(given)).toEqual({ wanted: 'worker', file: undefined, reason });
  });

  it.each([
    [false, 'the permission model of Node.js allows no threads without --allow-worker'],
    [true, undefined],
  ])('is the main one where the permission model says for threads: %j', (isAllowed, reason) => {
    const has = (scope: string): boolean => scope === 'worker' && isAllowed;
    Object.defineProperty(process, 'permission', { value: { has }, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(process, 'permission'));
    expect(choice({}).reason).toBe(reason);
  });

  it('is the main one in a function that is stopped between requests', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'shop');
    expect(choice({}).reason).toBe('a function of AWS Lambda is stopped between requests');
  });

  it('refuses an application that its own recording thread started: it would start the next one', () => {
    const data = { options: { sharedBytes: 1 } };
    expect(() => chooseThread(resolveOptions({ recording: { thread: 'worker' } }), data)).toThrow(
      'recording.workerFile names the file of an application. It must be a copy of dist/worker.js of the package.',
    );
  });

  it.each<[ActivityTrackerOptions['recording'], string]>([
    [
      { thread: 'process' as 'worker' },
      `recording.thread is "process": must be 'main' or 'worker'. Correct it, or remove it to use the default, "main".`,
    ],
    [{ workerFile: '' }, 'recording.workerFile is "": must be the path of a file. Correct it.'],
  ])('refuses %j', (recording, problem) => {
    expect(() => resolveOptions({ recording })).toThrow(problem);
  });
});
