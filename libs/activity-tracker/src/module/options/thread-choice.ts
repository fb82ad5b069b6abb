import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { ResolvedOptions } from '../../activity-tracker.options.js';
import { installedFolder, ownFolder } from '../../package/package-folder.js';

export interface ThreadChoice {
  readonly wanted: 'main' | 'worker';
  /** Path of the thread's file; `undefined` if there is none. */
  readonly file: string | undefined;
  /** Why the wanted thread is not used. */
  readonly reason: string | undefined;
}

type Options = Pick<ResolvedOptions, 'recording' | 'database' | 'storage' | 'mongo' | 'buffer' | 'integrity'>;

/** Whether records can be made in a separate thread. @param data that this thread was started with */
export function chooseThread(options: Options, data: unknown = workerData): ThreadChoice {
  const { thread: wanted, workerFile } = options.recording;
  if (isOfRecordingThread(data))
    throw new Error(
      'recording.workerFile names the file of an application. It must be a copy of dist/worker.js of the package.',
    );
  if (wanted === 'main') return { wanted, file: undefined, reason: undefined };
  const obstacle = obstacleIn(options);
  if (obstacle !== undefined) return { wanted, file: undefined, reason: obstacle };
  const file = workerFile === undefined ? ownWorkerFile() : resolve(workerFile);
  if (file !== undefined && existsSync(file)) {
    if (findsMongoose(file)) return { wanted, file, reason: undefined };
    return { wanted, file: undefined, reason: `${file} finds no mongoose: install it in that folder or above` };
  }
  const missing =
    workerFile === undefined
      ? 'the file dist/worker.js of the package is not there: copy it into the deployment and name the copy in recording.workerFile'
      : `recording.workerFile is "${workerFile}", which is not there`;
  return { wanted, file: undefined, reason: missing };
}

function obstacleIn({ database, storage, mongo, buffer, integrity }: Options): string | undefined {
  if (!database) return 'database is false, so nothing is stored';
  if (storage.store) return 'storage.store is an object of the application';
  if (mongo?.uri === undefined) return 'mongo.connectionName shares a connection of the application';
  if (buffer.durability !== 'memory')
    return `buffer.durability is '${buffer.durability}', whose files are written by the thread that serves requests`;
  if (integrity.chain) return 'integrity.chain is true, and the chain of a thread that ends could not be continued';
  if (!allowsThreads()) return 'the permission model of Node.js allows no threads without --allow-worker';
  if (process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined) return 'a function of AWS Lambda is stopped between requests';
  return undefined;
}

/** The thread takes the driver of MongoDB from it. */
function findsMongoose(file: string): boolean {
  try {
    createRequire(realpathSync(file)).resolve('mongoose');
    return true;
  } catch {
    return false;
  }
}

function allowsThreads(): boolean {
  const { permission } = process as { permission?: { has(scope: string): boolean } };
  return permission?.has('worker') ?? true;
}

/** The application was started by its own recording thread, and would start the next one. */
function isOfRecordingThread(data: unknown): boolean {
  return (data as { options?: { sharedBytes?: number } } | null)?.options?.sharedBytes !== undefined;
}

/** Next to the code, or in the installed package if a bundler moved the code. */
function ownWorkerFile(): string | undefined {
  try {
    const file = fileURLToPath(new URL('./worker.js', import.meta.url));
    if (existsSync(file)) return file;
  } catch {
    // A CommonJS bundle made from the ES modules.
  }
  const folder = ownFolder() === undefined ? installedFolder() : undefined;
  return folder === undefined ? undefined : join(folder, 'dist', 'worker.js');
}
