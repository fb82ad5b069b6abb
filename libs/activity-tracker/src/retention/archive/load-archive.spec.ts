import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mongo } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { archivedBytesOf, archiveLineOf } from './archive-line.js';
import { loadArchive } from './load-archive.js';
import { newManifest } from './manifest.js';

const DAY = '2025-11-28';
const FILE = `${DAY}.ndjson.gz`;
const MEBIBYTE = 1024 * 1024;

let directory: string;
beforeEach(() => {
  directory = temporaryFolder('load-archive');
});

const record = (fields: object = {}) => ({
  _id: new mongo.ObjectId(),
  created_time: new Date(`${DAY}T01:00:00Z`),
  ...fields,
});
const lineOf = (document: object) => archiveLineOf(mongo.BSON.serialize(document));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whoever writes an archive can write a manifest that fits it. */
function archived(lines: readonly string[], content = lines): void {
  const packed = gzipSync(lines.map((line) => `${line}\n`).join(''));
  writeFileSync(join(directory, FILE), packed);
  const sums = {
    bytes: packed.length,
    sha256: sha256(packed),
    content_sha256: sha256(Buffer.concat(content.map(archivedBytesOf))),
  };
  const files = [{ day: DAY, file: FILE, records: lines.length, ...sums }];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...newManifest('shop.log'), files }));
}

async function load(most?: { records: number; bytes: number }): Promise<number[][]> {
  const batches: number[][] = [];
  await loadArchive({
    directory,
    from: undefined,
    to: undefined,
    ...(most && { most }),
    insert: async (records) => void batches.push(records.map(({ length }) => length)),
    say: () => {},
  });
  return batches;
}

describe('loading an archive', () => {
  it.each<[string, string, string]>([
    ['without an id', lineOf({ created_time: new Date(`${DAY}T01:00:00Z`) }), 'not a record, because it has no _id'],
    ['without a time', lineOf(record({ created_time: null })), `not a record of ${DAY} (created_time: none)`],
    [
      'with a list of times',
      lineOf(record({ created_time: [new Date()] })),
      `not a record of ${DAY} (created_time: none)`,
    ],
    [
      'of another day',
      lineOf(record({ created_time: new Date(0) })),
      `not a record of ${DAY} (created_time: 1970-01-01T00:00:00.000Z)`,
    ],
    ['that is nothing', 'null', 'not a record, because it has no _id'],
    ['of bytes that are no document', '{"$bson":"AAAA"}', 'not a BSON document'],
  ])('refuses a line %s, and names it', async (_case, line, wrong) => {
    archived([lineOf(record()), line]);
    await expect(load()).rejects.toThrow(`${join(directory, FILE)}, line 2: ${wrong}`);
    await expect(load()).rejects.toThrow('Restore it from a copy of the archive.');
  });

  it('compares what it loads with the manifest, and not only what it read before', async () => {
    const lines = [record(), record()].map(lineOf);
    archived(lines, lines.toReversed());
    await expect(load()).rejects.toThrow('does not hold what was archived');
  });

  it('takes records a few at a time where they are large', async () => {
    archived(Array.from({ length: 3 }, () => lineOf(record({ body: 'x'.repeat(7 * MEBIBYTE) }))));
    expect((await load()).map(({ length }) => length)).toEqual([2, 1]);
  });

  it('stops at the bytes that the place takes, and names the remedy', async () => {
    archived(Array.from({ length: 10 }, () => lineOf(record({ body: 'x'.repeat(100_000) }))));
    await expect(load({ records: 10, bytes: 500_000 })).rejects.toThrow(
      `The records up to ${FILE} are too large for memory (at most 500000 bytes). Give --uri`,
    );
    await expect(load({ records: 9, bytes: Infinity })).rejects.toThrow(
      '10 records are too many for memory (at most 9). Give --uri',
    );
    expect((await load({ records: 10, bytes: 1_100_000 })).flat()).toHaveLength(10);
  });
});
