import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, mongo } from 'mongoose';
import { afterEach, beforeEach, expect } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { startTcpProxy, type TcpProxy } from '../../libs/activity-tracker/test/tcp-proxy.js';
import { bundledForTests } from '../host/fixtures/transpile.js';
import { spoolSegments } from '../support/files-below.js';
import { type Account, Host } from './driver.js';
import type { HostSettings } from './fixtures/host.js';

/** Milliseconds of load before a kill, at most. */
const LOAD_MS = Number(process.env.DURABILITY_LOAD_MS ?? 200);
export const WAITING = { timeout: 60_000, interval: 100 };

/** For each test of a `describe`: a database behind a proxy, a folder for the files of processes, and the processes. */
export class DurableHosts {
  proxy!: TcpProxy;
  connection!: Connection;
  dbName!: string;
  /** Deleted after each test. */
  folder!: string;
  private readonly entry = bundledForTests(new URL('./fixtures/host.ts', import.meta.url));
  private readonly started = new Set<Host>();

  constructor(private readonly uri: string) {
    beforeEach(() => this.open());
    afterEach(() => this.close());
  }

  settings(
    platform: HostSettings['platform'],
    buffer: HostSettings['buffer'],
    integrity?: HostSettings['integrity'],
  ): HostSettings {
    return {
      platform,
      uri: `mongodb://127.0.0.1:${this.proxy.port}/?directConnection=true`,
      dbName: this.dbName,
      buffer: { interval: 0.2, maxSize: 50, spoolDirectory: this.spool, ...buffer },
      ...(integrity && { integrity }),
    };
  }

  /** @param heap megabytes of JavaScript objects that it may have; default: as Node does */
  async start(given: HostSettings, heap?: number): Promise<Host> {
    const host = await Host.start(this.entry(), given, heap);
    this.started.add(host);
    return host;
  }

  /** Starts a process and kills it under load. @param calls that are answered before the load begins */
  async killUnderLoad(given: HostSettings, account: Account, { pause = 0, calls = 0 } = {}): Promise<void> {
    const victim = await this.start(given);
    if (calls > 0) await account.load(victim, { calls });
    const load = account.load(victim, { pause });
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * LOAD_MS));
    await victim.end('SIGKILL');
    await load;
  }

  /** Also those that are being moved from one process to another. */
  segments(): string[] {
    return spoolSegments(this.spool);
  }

  /** Records in the files that are there whole. */
  *recordsOnDisk(): Generator<Record<string, unknown>> {
    for (const file of this.segments()) {
      const bytes = readFileSync(join(this.spool, file));
      for (let at = 0, end = 0; at + 4 <= bytes.length; at = end) {
        end = at + bytes.readInt32LE(at);
        if (end > bytes.length) break;
        yield mongo.BSON.deserialize(bytes.subarray(at, end));
      }
    }
  }

  /** Resolves once the store has everything that is on disk. */
  async drained(): Promise<void> {
    await eventually(() => expect(this.segments()).toEqual([]), WAITING);
  }

  private get spool(): string {
    return join(this.folder, 'spool');
  }

  private async open(): Promise<void> {
    const { hostname, port } = new URL(this.uri);
    this.proxy = await startTcpProxy(hostname, Number(port || 27017));
    ({ dbName: this.dbName } = freshDatabase());
    this.connection = await createConnection(this.uri, { dbName: this.dbName }).asPromise();
    this.folder = mkdtempSync(join(tmpdir(), 'durability-'));
  }

  private async close(): Promise<void> {
    await Promise.all([...this.started].filter(({ isRunning }) => isRunning).map((host) => host.end('SIGKILL')));
    this.started.clear();
    await this.proxy.close();
    await this.connection.dropDatabase();
    await this.connection.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
