import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { dataFolder } from '../../../scripts/mongodb/data-folder.mjs';
import { findMongod } from '../../../scripts/mongodb/find-mongod.mjs';

/** Used by one test, so that its settings can be anything; `undefined` if no mongod is available. */
export async function startOwnMongod({
  args = [],
  auth,
}: {
  args?: string[];
  auth?: { customRootName: string; customRootPwd: string };
} = {}): Promise<MongoMemoryServer | undefined> {
  const { mongod } = await findMongod();
  if (!mongod) return undefined;
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  return MongoMemoryServer.create({
    binary: { systemBinary: mongod.path, version: mongod.version },
    instance: { ip: '127.0.0.1', storageEngine: 'wiredTiger', args: ['--nounixsocket', ...args], dbPath: dataFolder() },
    ...(auth && { auth: { enable: true, ...auth } }),
  });
}
