import { expect, it } from 'vitest';
import { openedText, serveArchive } from './open-archive.js';

const command = { directory: '/no/such/place', from: undefined, to: undefined, port: undefined };

it('listens for a stop before the application starts, so that no warning tells of lost records, and no longer than it serves', async () => {
  const before = process.listenerCount('SIGTERM');
  const served = serveArchive({ ...command, uri: undefined, database: undefined }, () => undefined);
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  await expect(served).rejects.toThrow('has no manifest.json');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

it('gives an address that shows all days, which are older than those that the panel begins with', () => {
  const text = openedText({ url: 'http://127.0.0.1:3000/activity-logs', token: 't' });
  expect(text).toContain('http://127.0.0.1:3000/activity-logs/admin#/?q= until');
});
