import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { dataFolder } from '../../../scripts/mongodb/data-folder.mjs';
import { findMongod } from '../../../scripts/mongodb/find-mongod.mjs';

/** `undefined` if no mongod is available. One of several members elects in a second. */
export async function startReplicaSet(
  members = 1,
  auth?: { customRootName: string; customRootPwd: string },
): Promise<MongoMemoryReplSet | undefined> {
  const { mongod } = await findMongod();
  if (!mongod) return undefined;
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  return MongoMemoryReplSet.create({
    binary: { systemBinary: mongod.path, version: mongod.version },
    instanceOpts: Array.from({ length: members }, (_, member) => ({
      args: ['--nounixsocket'],
      dbPath: dataFolder(),
      // Two that stand for the election after a primary may split the votes, again and again on a busy machine.
      ...(member > 1 && { replicaMemberConfig: { priority: 0 } }),
    })),
    replSet: {
      count: members,
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      ...(auth && { auth: { enable: true, ...auth } }),
      ...(members > 1 && { configSettings: { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 250 } }),
    },
  });
}
