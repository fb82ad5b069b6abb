import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { findMongod } from '../../scripts/mongodb/find-mongod.mjs';

/** A replica set of one member; `undefined` where no mongod is to be had, or it cannot be one. */
export async function startReplicaSet(): Promise<MongoMemoryReplSet | undefined> {
  const { mongod } = await findMongod();
  if (!mongod) return undefined;
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  return MongoMemoryReplSet.create({
    binary: { systemBinary: mongod.path, version: mongod.version },
    instanceOpts: [{ args: ['--nounixsocket'] }],
    replSet: { count: 1, ip: '127.0.0.1', storageEngine: 'wiredTiger' },
  });
}
