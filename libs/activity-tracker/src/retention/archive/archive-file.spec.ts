import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { readArchiveFile, verifyFileHash } from './archive-file.js';
import { readEvidence } from './evidence.js';
import type { ArchivedFile } from './manifest.js';

describe('a file that the manifest names', () => {
  let directory: string;
  beforeEach(() => void (directory = temporaryFolder('archive-file')));

  it.each<[string, (path: string) => void, string]>([
    ['is missing', () => undefined, 'is missing: the manifest names it.'],
    ['is a folder', (path) => mkdirSync(path), 'is not a file.'],
    ['is a FIFO, which would wait for its writer', (path) => void execFileSync('mkfifo', [path]), 'is not a file.'],
  ])('is refused where it %s', async (_, make, problem) => {
    const file = '2026-01-01.ndjson.gz';
    const path = join(directory, file);
    make(path);
    const refusal = `${path} ${problem} Restore it from a copy of the archive.`;
    await expect(readArchiveFile(path).next()).rejects.toThrow(refusal);
    await expect(verifyFileHash(directory, { file } as ArchivedFile)).rejects.toThrow(refusal);
    await expect(readEvidence(directory, [{ file, checkpoints: 0, records: 0, sha256: '' }])).rejects.toThrow(refusal);
  });
});
