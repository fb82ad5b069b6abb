import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createConnection } from 'mongoose';
import { expect, it } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { bundledForTests } from './fixtures/transpile.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describeWithMongo('a cluster', () => {
  const entry = bundledForTests(new URL('./fixtures/cluster.ts', import.meta.url));

  it('stores every request once while four workers are replaced under load', async () => {
    const { uri, dbName } = freshDatabase();
    const { stdout } = await promisify(execFile)(process.execPath, [entry(), uri, dbName], {
      timeout: 90_000,
      env: { ...process.env, PORT: String(await freePort()) },
    });
    const { calls, completed, accounts } = JSON.parse(stdout) as {
      calls: number;
      completed: number;
      accounts: { accepted: number; stored: number; duplicates: number; dropped: Record<string, number> }[];
    };
    const connection = await createConnection(uri, { dbName }).asPromise();
    // Not the records that frame the life of each worker.
    const ofCalls = { namespace: { $ne: 'ActivityTracker' } };
    const paths = await connection.collection('activity_logs').distinct('url_path', ofCalls);
    const stored = await connection.collection('activity_logs').countDocuments(ofCalls);
    await connection.dropDatabase();
    await connection.close();

    const sum = (of: 'accepted' | 'stored' | 'duplicates') => accounts.reduce((all, account) => all + account[of], 0);
    expect(accounts).toHaveLength(8);
    expect(completed).toBe(calls);
    expect([sum('accepted'), sum('stored'), stored, paths.length]).toEqual([calls, calls, calls, calls]);
    // A clash of two processes' ids would pass for a record that is stored already.
    expect(sum('duplicates')).toBe(0);
    for (const { dropped } of accounts) expect(dropped).toEqual({ full: 0, evicted: 0, shutdown: 0, late: 0 });
    // The load went round.
    expect(accounts.filter(({ accepted }) => accepted > 0).length).toBeGreaterThanOrEqual(4);
  }, 100_000);
});
