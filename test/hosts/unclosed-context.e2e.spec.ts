import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createConnection } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { bundledForTests } from '../host/fixtures/transpile.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';

/** Milliseconds until a process that does not end is ended by force. */
const PATIENCE = 50_000;

const entry = bundledForTests(new URL('./fixtures/unclosed-context.ts', import.meta.url));

function run(...args: string[]): Promise<{ code: number | null; said: string; complained: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry(), ...args], { timeout: PATIENCE }, (_, said, complained) =>
      resolve({ code: child.exitCode, said, complained }),
    );
  });
}

describeWithMongo('an application context that is never closed', () => {
  it.each([
    ['recorded something', 'records', 'without ScheduleModule', 1],
    ['recorded something, with a ScheduleModule', 'records', 'with ScheduleModule', 1],
    ['recorded nothing', 'nothing', 'without ScheduleModule', 0],
  ])(
    'ends its process where it %s, and what waited is stored',
    async (_, does, schedules, stored) => {
      const { uri, dbName } = freshDatabase();
      expect(await run(uri, dbName, does, schedules)).toEqual({ code: 0, said: 'done', complained: '' });
      const connection = await createConnection(uri, { dbName }).asPromise();
      expect(
        await connection.collection('activity_logs').countDocuments({ namespace: { $ne: 'ActivityTracker' } }),
      ).toBe(stored);
      await connection.dropDatabase();
      await connection.close();
    },
    PATIENCE + 10_000,
  );
});

describe('an application context that is never closed, without a MongoDB', () => {
  it(
    'connects to nothing where it recorded nothing',
    async () => {
      let connections = 0;
      const server = createServer((socket) => {
        connections++;
        socket.destroy();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const uri = `mongodb://127.0.0.1:${port}`;
      expect(await run(uri, 'any', 'nothing')).toMatchObject({ code: 0, said: 'done' });
      expect(connections).toBe(0);
      server.close();
    },
    PATIENCE + 10_000,
  );

  it(
    'ends its process after buffer.shutdownTimeout, and says what is lost',
    async () => {
      const end = await run('mongodb://127.0.0.1:1', 'any', 'records', 'without ScheduleModule', '1');
      expect(end).toMatchObject({ code: 0, said: expect.stringContaining('done') });
      expect(end.said + end.complained).toContain(
        '1 activity records are lost: the process ended while the store was unavailable.',
      );
    },
    PATIENCE + 10_000,
  );
});
