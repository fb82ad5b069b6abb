import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { assertFree, readSettings } from './start-settings.mjs';

describe('the settings of npm start', () => {
  it.each([
    [{}, [], { port: 3000, platform: 'express', app: 'sample' }],
    [{ PORT: '0', PLATFORM: 'fastify' }, [], { port: 0, platform: 'fastify', app: 'sample' }],
    [{ PORT: '65535' }, ['--profile', 'tokens'], { port: 65_535, platform: 'express', app: 'sample' }],
    [{}, ['--profile', 'sessions'], { port: 3000, platform: 'fastify', app: 'sample-sessions' }],
    [{ PLATFORM: 'fastify' }, ['--profile=sessions'], { port: 3000, platform: 'fastify', app: 'sample-sessions' }],
  ])('reads %j and %j', (env, args, settings) => {
    expect(readSettings(env, args)).toEqual(settings);
  });

  it.each([
    [{}, ['--profile', 'cookies'], '--profile is "cookies"; it must be tokens or sessions'],
    [{}, ['--profile', 'toString'], '--profile is "toString"; it must be tokens or sessions'],
    [{}, ['--profil', 'sessions'], 'Usage: npm start, or npm start -- --profile tokens|sessions'],
    [{}, ['sessions'], 'Usage: npm start'],
    [
      { PLATFORM: 'express' },
      ['--profile', 'sessions'],
      'PLATFORM is "express"; with the profile sessions it must be fastify. Leave it out for fastify.',
    ],
  ])('refuses %j and %j', (env, args, message) => {
    expect(() => readSettings(env, args)).toThrow(message);
  });

  it.each([
    [{ PORT: '65536' }, 'PORT is "65536"; it must be a whole number from 0 (a free port) to 65535'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ PORT: '80.5' }, 'PORT is "80.5"'],
    [{ PORT: '' }, 'PORT is ""'],
    [{ PORT: 'http' }, 'PORT is "http"'],
    [{ PLATFORM: 'koa' }, 'PLATFORM is "koa"; with the profile tokens it must be express or fastify'],
  ])('refuses %j', (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
  });

  it('names PORT and the remedy when the port is taken, and has nothing against a free one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(assertFree(port)).rejects.toThrow(
      `PORT ${port} is taken by another program. Take another one, as in PORT=${port + 1} npm start`,
    );
    server.close();
    await once(server, 'close');
    await expect(assertFree(port)).resolves.toBeUndefined();
  });
});
