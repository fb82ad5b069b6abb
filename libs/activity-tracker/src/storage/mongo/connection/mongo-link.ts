import { Mongoose, type ConnectOptions, type Connection, type mongo } from 'mongoose';
import { StoreMisconfiguredError } from '../../port/activity-store.js';

/** A way to MongoDB that is opened when first needed, and again if that failed. */
export interface MongoLink {
  readonly connection: Connection;
  /** Resolves once there is a database to talk to; never more than one try at a time. */
  connect(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Four connections for writing and a few for reading; all of them give up early, because records wait in the buffer and
 * not here. A setting that the connection string names itself is left to it.
 */
const POOL: ConnectOptions = {
  maxPoolSize: 8,
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  heartbeatFrequencyMS: 2_000,
  // Above the 10 s that a query may take on the server, so that the server's own answer comes first.
  socketTimeoutMS: 15_000,
  appName: 'nestjs-activity-tracker',
};

/** Which of both it is to be. */
interface LinkSettings {
  uri?: string | undefined;
  connection?: Connection | (() => Connection) | undefined;
  dbName?: string | undefined;
}

/** @throws StoreMisconfiguredError unless one of both is given */
export function linkOf({ uri, connection, dbName }: LinkSettings): MongoLink {
  if (uri !== undefined && connection === undefined) return ownLink(uri, dbName);
  if (connection !== undefined && uri === undefined)
    return sharedLink(typeof connection === 'function' ? connection : () => connection, dbName);
  throw new StoreMisconfiguredError('MongoActivityStore: give exactly one of uri and connection.');
}

/** A connection of the tracker's own. It may be closed and opened again. */
export function ownLink(uri: string, dbName: string | undefined): MongoLink {
  const settings = { ...notNamedIn(uri, POOL), dbName, bufferCommands: false, autoIndex: false, autoCreate: false };
  let own = new OwnConnection(uri, settings);
  return {
    get connection() {
      return own.connection;
    },
    connect: () => own.open(),
    close: () => {
      const closing = own;
      own = new OwnConnection(uri, settings);
      return closing.close();
    },
  };
}

class OwnConnection {
  // A Mongoose of its own, so that neither plugins nor `mongoose.disconnect()` of the host reach it.
  readonly connection = new Mongoose().createConnection();
  private opening: Promise<void> | undefined;
  private isOpening = false;

  constructor(
    private readonly uri: string,
    private readonly settings: ConnectOptions,
  ) {
    // Without a listener an `error` event would end the process; the caller learns of the error from the promise.
    this.connection.on('error', () => {});
  }

  open(): Promise<void> {
    return (this.opening ??= this.connect());
  }

  async close(): Promise<void> {
    // Mongoose would wait for a connection that may never open; the driver gives it up at once.
    if (this.isOpening) await this.closeClient();
    await this.opening?.catch(() => {});
    await this.connection.destroy();
  }

  private async connect(): Promise<void> {
    this.isOpening = true;
    try {
      await this.connection.openUri(this.uri, { ...this.settings });
    } catch (error) {
      // Once connected, the driver finds back by itself; a first try that failed has to be repeated.
      this.opening = undefined;
      await this.closeClient();
      throw error;
    } finally {
      this.isOpening = false;
    }
  }

  private async closeClient(): Promise<void> {
    // Undefined where the connection string was refused, whatever the type says.
    const client: mongo.MongoClient | undefined = this.connection.getClient();
    await client?.close().catch(() => {});
  }
}

/** The host's connection: asked for when first needed, waited for, used, never opened nor closed. */
export function sharedLink(host: () => Connection, dbName: string | undefined): MongoLink {
  return {
    get connection() {
      return dbName === undefined ? host() : host().useDb(dbName, { useCache: true });
    },
    connect: async () => {
      await host().asPromise();
    },
    close: async () => {},
  };
}

function notNamedIn(uri: string, settings: ConnectOptions): ConnectOptions {
  const named = new Set([...uri.matchAll(/[?&](\w+)=/g)].map(([, name]) => name?.toLowerCase()));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !named.has(name.toLowerCase())));
}
