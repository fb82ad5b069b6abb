import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string | undefined;
  }
}

/** `TEST_MONGODB_URI` precedes the MongoDB that the run started; empty, it says that there is none. */
export function mongoUri(): string | undefined {
  const { TEST_MONGODB_URI: given } = process.env;
  return given === undefined ? inject('mongoUri') : given || undefined;
}

export function freshDatabase(): { uri: string; dbName: string } {
  const uri = mongoUri();
  if (uri === undefined) throw new Error('no MongoDB for tests: ask mongoUri() first, or use describeWithMongo()');
  return { uri, dbName: `test-${randomUUID()}` };
}

export async function dropDatabase(uri: string, dbName: string): Promise<void> {
  const connection = await createConnection(uri, { dbName }).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
