import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { PlatformName } from '../support/tracked-app.js';
import { bundledForTests } from './fixtures/transpile.js';

/** Milliseconds until a process that does not end is ended by force. */
const PATIENCE = 50_000;

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  said: string;
  complained: string;
}

describe('a process ends as it would without the tracker', () => {
  const entry = bundledForTests(new URL('./fixtures/own-process.ts', import.meta.url));

  function run(guest: 'alone' | 'tracked', does: string, platform: PlatformName): Promise<End> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [entry(), guest, does, platform],
        { timeout: PATIENCE },
        (_, said, complained) => resolve({ code: child.exitCode, signal: child.signalCode, said, complained }),
      );
    });
  }

  type Row = [name: string, does: string, end: Pick<End, 'code' | 'signal'>, stored: string];
  const rows: Row[] = [
    ['when the host calls process.exit()', 'exits', { code: 3, signal: null }, ''],
    ['when the host crashes', 'crashes', { code: 1, signal: null }, ''],
    ['when the host does not boot', 'fails at boot', { code: 1, signal: null }, ''],
    ['when the app is closed: nothing of ours holds it', 'closes', { code: 0, signal: null }, 'stored fine\n'],
    ['when it is told to stop', 'is stopped', { code: null, signal: 'SIGTERM' }, 'stored fine\n'],
    [
      'when it is killed: only what waited is lost',
      'is killed',
      { code: null, signal: 'SIGKILL' },
      'stored fine\n'.repeat(2),
    ],
    [
      'when it is stopped without shutdown hooks: only buffered records are lost',
      'is stopped unheard',
      { code: null, signal: 'SIGTERM' },
      'stored fine\n'.repeat(2),
    ],
    ['when it is told twice', 'is stopped twice', { code: null, signal: 'SIGTERM' }, 'stored fine\n'],
  ];
  /** Where Nest's shutdown hooks run, the platform closes its server. */
  const ordered = rows.filter(([, does]) => ['closes', 'is stopped', 'is stopped twice'].includes(does));

  it.each<[...Row, PlatformName]>([
    ...rows.map((row): [...Row, PlatformName] => [...row, 'express']),
    ...ordered.map(([name, ...row]): [...Row, PlatformName] => [`${name}, on Fastify`, ...row, 'fastify']),
  ])(
    '%s',
    async (_, does, end, stored, platform) => {
      const [alone, tracked] = await Promise.all([run('alone', does, platform), run('tracked', does, platform)]);
      expect(alone).toMatchObject({ ...end, said: '' });
      expect(tracked).toEqual({ ...alone, said: stored });
    },
    PATIENCE + 10_000,
  );
});
