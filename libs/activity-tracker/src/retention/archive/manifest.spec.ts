import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { readArchiveFile } from './archive-file.js';
import { newManifest, readManifest, writeManifest } from './manifest.js';
import { signatureState } from './manifest-signature.js';

let directory: string;

beforeEach(() => {
  directory = temporaryFolder('manifest');
});

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
  ['is that of a day that is none', { ...ENTRY, day: '2026-02-31', file: '2026-02-31.ndjson.gz' }],
  ['is too long', { ...ENTRY, file: `2026-01-01.${'0'.repeat(300)}.ndjson.gz` }],
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

it('refuses a manifest that names a file twice, whose records would be counted twice', () => {
  const files = [ENTRY, { ...ENTRY, records: 2 }];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...newManifest('shop.log'), files }));
  expect(() => readManifest(directory)).toThrow('was edited: it names 2026-01-01.ndjson.gz twice');
});

it('refuses a manifest without the name of a collection', () => {
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...newManifest('shop.log'), collection: { a: 1 } }));
  expect(() => readManifest(directory)).toThrow('is not a manifest of version 1');
});

it('refuses what is not a file, without waiting for it', () => {
  mkdirSync(join(directory, 'manifest.json'));
  expect(() => readManifest(directory)).toThrow('manifest.json is not a file');
});

it.skipIf(process.platform === 'win32')('does not write through a link in place of the temporary file', () => {
  const other = join(directory, 'other');
  writeFileSync(other, 'kept');
  symlinkSync(other, join(directory, 'manifest.json.tmp'));
  writeManifest(directory, newManifest('shop.log'), undefined);
  expect(readFileSync(other, 'utf8')).toBe('kept');
  expect(readManifest(directory)?.collection).toBe('shop.log');
});

it('takes a signature that is no text for one of an edited manifest', () => {
  const signed = { ...newManifest('shop.log'), signature: { hmac: { toString: 1 } } };
  expect(signatureState(signed, 'sixteen bytes and more')).toBe('other-key');
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
