// Called by the scripts of test/packages.
import { startMongodb } from './start-mongodb.mjs';

/**
 * The MongoDB that the tests share (`TEST_MONGODB_URI`); none if that is empty; else one for this run.
 * @param {string} purpose printed if there is none
 * @returns {Promise<Pick<import('./start-mongodb.mjs').RunningMongodb, 'uri' | 'stop'> | undefined>}
 */
export async function testMongodb(purpose) {
  const shared = process.env.TEST_MONGODB_URI;
  if (shared) return { uri: shared, stop: async () => {} };
  const found = shared === '' ? { tried: [] } : await startMongodb({ isForTests: true });
  if (!found.mongodb) console.log([`  not run, for want of a MongoDB: ${purpose}`, ...found.tried].join('\n'));
  return found.mongodb;
}
