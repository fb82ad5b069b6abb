import { createConnection } from 'mongoose';
import type { ActivityLog, ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { inject } from 'vitest';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent if the package finds it, or no test needs it. */
    recordingWorkerFile: string | undefined;
  }
}

const databases: { readonly uri: string; readonly dbName: string }[] = [];

/**
 * With `TEST_THREAD=worker`, an application that would record into memory on its own thread records in another one, into a new database.
 * Options that need the application's thread stay as they are.
 */
export function onThreadOfTests(options: ActivityTrackerOptions): ActivityTrackerOptions {
  if (process.env.TEST_THREAD !== 'worker' || needsOwnThread(options)) return options;
  const workerFile = inject('recordingWorkerFile');
  const mongo = options.mongo ?? freshDatabase();
  if (!options.mongo) databases.push(mongo as ReturnType<typeof freshDatabase>);
  return { ...options, mongo, recording: { thread: 'worker', ...(workerFile !== undefined && { workerFile }) } };
}

export async function readRecords(uri: string, dbName: string): Promise<ActivityLog[]> {
  const connection = await createConnection(uri, { dbName }).asPromise();
  try {
    return await connection.collection<ActivityLog>('activity_logs').find().toArray();
  } finally {
    await connection.close();
  }
}

export async function dropDatabases(): Promise<void> {
  for (const { uri, dbName } of databases.splice(0)) {
    const connection = await createConnection(uri, { dbName }).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
}

function needsOwnThread({ database, recording, storage, mongo, buffer, integrity }: ActivityTrackerOptions): boolean {
  return (
    database === false ||
    recording !== undefined ||
    storage?.store !== undefined ||
    (mongo !== undefined && mongo.uri === undefined) ||
    (buffer?.durability ?? 'memory') !== 'memory' ||
    integrity?.chain === true
  );
}
