import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { findMongod } from '../../scripts/mongodb/find-mongod.mjs';
import { bundled } from '../host/fixtures/transpile.js';
import { spoolSegments } from '../support/files-below.js';
import { PLATFORMS } from '../support/tracked-app.js';
import { differences, NO_DIFFERENCES } from './differences.js';
import { Account, Host } from './driver.js';
import type { HostSettings } from './fixtures/host.js';

/** By hand: `DURABILITY_KILLS=200 DURABILITY_CALLS=2500`, calls before the load of each process is held at a rate. */
const KILLS = Number(process.env.DURABILITY_KILLS ?? 8);
const CALLS = Number(process.env.DURABILITY_CALLS ?? 20);
const LOAD_MS = Number(process.env.DURABILITY_LOAD_MS ?? 200);
const LONG = 20 * 60_000;
/** Calls a second of one process at the moment of its end. */
const RATES = [4, 50, 250, 1_000];
const OUTAGES = ['none', 'killed', 'frozen', 'away'] as const;

class OwnStore {
  private child: ChildProcess | undefined;

  constructor(
    private readonly mongod: string,
    private readonly folder: string,
    readonly port: number,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  async start(): Promise<void> {
    const settings = ['--dbpath', this.folder, '--port', String(this.port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
    const child = spawn(this.mongod, [...settings, '--wiredTigerCacheSizeGB', '0.25'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('mongod ended while it started')));
      child.stdout.on('data', (chunk: Buffer) => chunk.includes('Waiting for connections') && resolve());
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child!.kill(signal);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const { mongod } = await findMongod();

describe('a journal, while MongoDB and the applications are killed', () => {
  if (!mongod) {
    it('not run: no mongod to kill was found', () => expect(process.env.CI).toBeFalsy());
    return;
  }

  let program: { folder: string; entry: string };
  let root: string;
  let store: OwnStore;
  let settings: (platform: HostSettings['platform']) => HostSettings;

  beforeAll(async () => {
    program = await bundled(fileURLToPath(new URL('./fixtures/host.ts', import.meta.url)));
    root = mkdtempSync(join(tmpdir(), 'outages-'));
    store = new OwnStore(mongod.path, join(root, 'data'), await freePort());
    await store.start();
    settings = (platform) => ({
      platform,
      uri: `mongodb://127.0.0.1:${store.port}/?directConnection=true`,
      dbName: 'outages',
      buffer: { durability: 'journal', interval: 0.2, spoolDirectory: join(root, 'spool') },
    });
  }, 120_000);
  afterAll(async () => {
    await store.kill();
    for (const folder of [root, program.folder]) rmSync(folder, { recursive: true, force: true });
  });

  const drained = (): Promise<void> =>
    eventually(() => expect(spoolSegments(join(root, 'spool'))).toEqual([]), { timeout: 120_000, interval: 200 });

  /** The store is not there for some of the load, and comes back while applications are being killed. */
  async function outage(kind: (typeof OUTAGES)[number]): Promise<void> {
    if (kind === 'killed') {
      await store.kill();
      await store.start();
    } else if (kind === 'frozen') {
      store.signal('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
      store.signal('SIGCONT');
    }
  }

  async function killedUnderLoad(platform: HostSettings['platform'], account: Account, rate: number): Promise<void> {
    const victim = await Host.start(program.entry, settings(platform));
    await account.load(victim, { calls: CALLS });
    const clients = Math.min(8, Math.ceil(rate / 4));
    const load = account.load(victim, { clients, pause: (clients * 1_000) / rate });
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * LOAD_MS));
    await victim.end('SIGKILL');
    await load;
  }

  it(
    'loses, doubles and changes no completed call on either platform',
    async () => {
      const account = new Account();
      for (let round = 0; round * PLATFORMS.length < KILLS; round++) {
        const rate = RATES[round % RATES.length]!;
        const kind = OUTAGES[Math.floor(Math.random() * OUTAGES.length)]!;
        if (kind === 'away') await store.kill();
        await Promise.all([...PLATFORMS.map((platform) => killedUnderLoad(platform, account, rate)), outage(kind)]);
        if (kind === 'away') await store.start();
      }
      const last = await Host.start(program.entry, settings('fastify'));
      await drained();
      await last.end('SIGKILL');
      const connection = await createConnection(`mongodb://127.0.0.1:${store.port}`, { dbName: 'outages' }).asPromise();
      try {
        expect(await differences(connection.collection('activity_logs'), account.completed)).toEqual(NO_DIFFERENCES);
      } finally {
        await connection.close();
      }
      expect(account.completed.size).toBeGreaterThanOrEqual(KILLS * CALLS);
      process.stdout.write(`${account.completed.size} completed calls, ${KILLS} kills\n`);
    },
    LONG,
  );
});
