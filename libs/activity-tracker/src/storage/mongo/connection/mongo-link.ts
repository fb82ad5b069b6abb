import { Mongoose, type ConnectOptions, type Connection, type mongo } from 'mongoose';
import { StoreMisconfiguredError } from '../../port/store-errors.js';

export interface MongoLink {
  readonly connection: Connection;
  /** Resolves when connected; concurrent callers share one attempt. */
  connect(): Promise<void>;
  close(): Promise<void>;
}

/** Fails fast: records queue in the buffer, not in the driver. The connection string overrides these settings. */
const POOL: ConnectOptions = {
  maxPoolSize: 8,
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  heartbeatFrequencyMS: 2_000,
  // Above the 10 s a query may take on the server, so that the server's own error arrives first.
  socketTimeoutMS: 15_000,
  appName: 'nestjs-activity-tracker',
};

interface LinkSettings {
  uri?: string | undefined;
  connection?: Connection | (() => Connection) | undefined;
  dbName?: string | undefined;
}

/** @throws StoreMisconfiguredError unless exactly one of `uri` and `connection` is set */
export function linkOf({ uri, connection, dbName }: LinkSettings): MongoLink {
  if (uri !== undefined && connection === undefined) return ownLink(uri, dbName);
  if (connection !== undefined && uri === undefined)
    return sharedLink(typeof connection === 'function' ? connection : () => connection, dbName);
  throw new StoreMisconfiguredError('MongoActivityStore: set exactly one of uri and connection.');
}

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
  // A separate Mongoose instance: plugins and `mongoose.disconnect()` of the host do not affect it.
  readonly connection = new Mongoose().createConnection();
  private opening: Promise<void> | undefined;
  private isOpening = false;

  constructor(
    private readonly uri: string,
    private readonly settings: ConnectOptions,
  ) {
    // An `error` event without a listener would end the process; the caller gets the error from the promise.
    this.connection.on('error', () => {});
  }

  open(): Promise<void> {
    return (this.opening ??= this.connect());
  }

  async close(): Promise<void> {
    // Mongoose would wait for a connection that may never open; closing the driver cancels it at once.
    if (this.isOpening) await this.closeClient();
    await this.opening?.catch(() => {});
    await this.connection.destroy();
  }

  private async connect(): Promise<void> {
    this.isOpening = true;
    try {
      await this.connection.openUri(this.uri, { ...this.settings });
    } catch (error) {
      // The driver reconnects by itself once connected, but a failed first attempt must be repeated.
      this.opening = undefined;
      await this.closeClient();
      throw error;
    } finally {
      this.isOpening = false;
    }
  }

  private async closeClient(): Promise<void> {
    // Despite its type, undefined if the connection string was rejected.
    const client: mongo.MongoClient | undefined = this.connection.getClient();
    await client?.close().catch(() => {});
  }
}

function sharedLink(host: () => Connection, dbName: string | undefined): MongoLink {
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
