import type { TestProject } from 'vitest/node';
import { startMongodb } from '../../scripts/mongodb/start-mongodb.mjs';

/** One MongoDB for a run of the tests, unless `TEST_MONGODB_URI` names one, or says with an empty value that there is none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.TEST_MONGODB_URI !== undefined) {
    project.provide('mongoUri', process.env.TEST_MONGODB_URI || undefined);
    return async () => {};
  }
  const { mongodb, tried } = await startMongodb({ say: (text) => void process.stdout.write(text), isForTests: true });
  project.provide('mongoUri', mongodb?.uri);
  if (!mongodb) process.stdout.write(`No MongoDB was found:\n${tried.map((line) => `  - ${line}\n`).join('')}`);
  return async () => {
    await mongodb?.stop();
  };
}
