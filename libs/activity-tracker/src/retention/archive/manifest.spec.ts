import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readArchiveFile } from './archive-file.js';
import { newManifest, readManifest } from './manifest.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifest-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ENTRY = {
  day: '2026-01-01',
  file: '2026-01-01.ndjson.gz',
  records: 1,
  bytes: 1,
  sha256: 'a',
  content_sha256: 'b',
};

it.each<[string, unknown]>([
  ['leads out of the directory', { ...ENTRY, file: '../../2026-01-01.ndjson.gz' }],
  ['is that of another day', { ...ENTRY, file: '2026-01-02.ndjson.gz' }],
  ['leads out by its day', { ...ENTRY, day: '../a', file: '../a.ndjson.gz' }],
  ['is no text', { ...ENTRY, file: 7 }],
  ['is nothing', null],
])('refuses a manifest with a file whose name %s', (_, entry) => {
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ ...newManifest('shop.log'), files: [ENTRY, entry] }),
  );
  expect(() => readManifest(directory)).toThrow('was edited: files[1] is no file of an archive');
});

it('refuses a manifest whose evidence leads out of the directory', () => {
  const evidence = [{ file: '../evidence.1.ndjson.gz', checkpoints: 0, records: 0, sha256: 'a' }];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...newManifest('shop.log'), evidence }));
  expect(() => readManifest(directory)).toThrow('was edited: evidence[0] is no file of an archive');
});

it('takes the name of a later file of a day', () => {
  const files = [ENTRY, { ...ENTRY, file: '2026-01-01.2.ndjson.gz' }];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...newManifest('shop.log'), files }));
  expect(readManifest(directory)?.files).toHaveLength(2);
});

it('stops at a line that is longer than that of any record, as a small packed file may hold', async () => {
  const path = join(directory, 'bomb.gz');
  writeFileSync(path, gzipSync(Buffer.alloc(200 * 1024 * 1024, 'a')));
  await expect(readArchiveFile(path).next()).rejects.toThrow('a line is longer than that of any record');
});
