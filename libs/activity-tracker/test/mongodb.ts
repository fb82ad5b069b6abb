import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the MongoDB that the run has started; absent where none was found. */
    mongoUri: string | undefined;
  }
}

/**
 * Connection string of the MongoDB for tests; `TEST_MONGODB_URI` goes before the one that the run has started, and
 * says, when empty, that there is none.
 */
export function mongoUri(): string | undefined {
  const { TEST_MONGODB_URI: given } = process.env;
  return given === undefined ? inject('mongoUri') : given || undefined;
}

/** A database for one test file only. */
export function freshDatabase(): { uri: string; dbName: string } {
  const uri = mongoUri();
  if (uri === undefined) throw new Error('no MongoDB for tests: ask mongoUri() first, or use describeWithMongo()');
  return { uri, dbName: `test-${randomUUID()}` };
}
