import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundled } from '../host/fixtures/transpile.js';

let program: { folder: string; entry: string };
let root: string;

beforeAll(async () => {
  program = await bundled(fileURLToPath(new URL('fixtures/few-descriptors.ts', import.meta.url)));
  root = mkdtempSync(join(tmpdir(), 'few-descriptors-'));
}, 120_000);
afterAll(() => {
  for (const folder of [program.folder, root]) rmSync(folder, { recursive: true, force: true });
});

it.skipIf(process.platform === 'win32')(
  'goes on without a spool in a process whose limit of descriptors is reached, and writes again once there are some',
  () => {
    const script = 'ulimit -n 64 && exec "$0" "$1" "$2"';
    const output = execFileSync('sh', ['-c', script, process.execPath, program.entry, join(root, 'spool')], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(output).toBe(`EMFILE ${JSON.stringify({ without: false, after: true, failures: ['EMFILE'], appended: 1 })}`);
  },
  90_000,
);
