// Called by `npm test`, `npm start`, the benchmarks and the tests before they begin.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { dataFolder } from './data-folder.mjs';
import { findMongod } from './find-mongod.mjs';

/**
 * @typedef {object} RunningMongodb
 * @property {string} uri
 * @property {string} source for people
 * @property {() => Promise<void>} stop
 */

/**
 * A MongoDB to work with: the one of `MONGODB_URI`, else one that is started here, on a free port of 127.0.0.1, and goes
 * with all its data when stopped.
 * @param {{ say?: (text: string) => void, isForTests?: boolean }} [options] the data of tests are in memory where there is room
 * @returns {Promise<{ mongodb?: RunningMongodb, tried: string[] }>}
 */
export async function startMongodb({ say, isForTests = false } = {}) {
  const uri = process.env.MONGODB_URI;
  if (uri) return { mongodb: { uri, source: 'MONGODB_URI', stop: async () => {} }, tried: [] };
  const { mongod, tried } = await findMongod({ say });
  if (!mongod) return { tried: ['MONGODB_URI: not set', ...tried] };

  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  const { MongoMemoryServer } = await import('mongodb-memory-server-core');
  const server = await MongoMemoryServer.create({
    binary: { systemBinary: absolute(mongod.path), version: mongod.version },
    instance: {
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      args: ['--nounixsocket'],
      ...(isForTests && { dbPath: dataFolder() }),
    },
    // Ctrl-C goes to the whole process group: MongoDB must outlive those who still have something to store.
    spawn: { detached: true },
  });
  return {
    mongodb: {
      uri: server.getUri(),
      source: `MongoDB ${mongod.version} (${mongod.source})`,
      stop: async () => {
        await server.stop({ doCleanup: true, force: true });
      },
    },
    tried,
  };
}

/** @param {string} command */
function absolute(command) {
  if (command.includes('/')) return command;
  const places = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, command));
  return places.find(isExecutable) ?? command;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
