import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostLog } from '../../common/host-log.js';
import { KeyedHash } from '../chain/keyed-hash.js';
import { AnchorQueue } from './anchor-queue.js';
import type { AnchorTarget } from './anchor-sink.js';
import { type IntegrityCheckpoint, lineOf, signedCheckpoint } from './checkpoint.js';

const checkpoint = (number: number): IntegrityCheckpoint =>
  signedCheckpoint(
    {
      instance: '6'.repeat(24),
      number,
      time: new Date(number).toISOString(),
      from: 1,
      to: 0,
      root: '0'.repeat(64),
      head: '0'.repeat(64),
      previous: null,
      every: 300,
      final: false,
      retention_days: null,
    },
    new KeyedHash(undefined),
  );

describe('the queue of an anchor', () => {
  let folder: string;
  let lines: string[];
  const queueFor = (target: AnchorTarget) =>
    new AnchorQueue(target, { error: (line: string) => void lines.push(line) } as unknown as HostLog);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'activity-tracker-anchor-'));
    lines = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  it.each<[string, () => AnchorTarget]>([
    [
      'throws',
      () => () => {
        throw new Error('disk on fire');
      },
    ],
    ['rejects', () => () => Promise.reject(new Error('disk on fire'))],
    ['is in a folder that does not exist', () => join(folder, 'missing', 'anchors.ndjson')],
    [
      'is a symbolic link',
      () => {
        writeFileSync(join(folder, 'elsewhere'), '');
        symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'));
        return join(folder, 'link');
      },
    ],
    ['is a folder', () => folder],
    [
      'is a FIFO that nothing reads',
      () => {
        execFileSync('mkfifo', [join(folder, 'pipe')]);
        return join(folder, 'pipe');
      },
    ],
  ])('counts each attempt at a target that %s, and says it once', async (_, target) => {
    const queue = queueFor(target());
    await queue.add(checkpoint(1));
    await queue.add(checkpoint(2));
    expect([queue.failures, queue.lost, lines.length]).toEqual([2, 0, 1]);
    expect(lines[0]).toMatch(/^A checkpoint of integrity\.anchor was not taken by (?:a function|the file ")/);
  });

  it('waits thirty seconds for a function that never ends', async () => {
    vi.useFakeTimers();
    const queue = queueFor(() => new Promise(() => {}));
    const tried = queue.add(checkpoint(1));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(queue.failures).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await tried;
    expect([queue.failures, lines.length]).toEqual([1, 1]);
  });

  it('gives what waited to the target in order, when it takes checkpoints again', async () => {
    let isAway = true;
    const taken: number[] = [];
    const queue = queueFor(({ number }) => {
      if (isAway) throw new Error('away');
      taken.push(number);
    });
    await queue.add(checkpoint(1));
    await queue.add(checkpoint(2));
    isAway = false;
    await queue.add(checkpoint(3));
    expect([taken, queue.failures, lines.length]).toEqual([[1, 2, 3], 2, 1]);
  });

  it('counts and says once what it gives up after a thousand', async () => {
    let isAway = true;
    const taken: number[] = [];
    const queue = queueFor(({ number }) => {
      if (isAway) throw new Error('away');
      taken.push(number);
    });
    for (let number = 1; number <= 1_002; number++) await queue.add(checkpoint(number));
    isAway = false;
    await queue.add(checkpoint(1_003));
    expect([taken.length, taken[0], taken.at(-1), queue.lost, lines.length]).toEqual([1_000, 4, 1_003, 3, 2]);
  });

  it('begins a new line behind one that a failed write left unfinished', async () => {
    const path = join(folder, 'anchors.ndjson');
    writeFileSync(path, lineOf(checkpoint(1)).slice(0, 100), { mode: 0o600 });
    await queueFor(path).add(checkpoint(1));
    await queueFor(path).add(checkpoint(2));
    const [torn, ...whole] = readFileSync(path, 'utf8').split('\n');
    expect([torn, ...whole]).toEqual([
      lineOf(checkpoint(1)).slice(0, 100),
      lineOf(checkpoint(1)),
      lineOf(checkpoint(2)),
      '',
    ]);
  });

  it('keeps to one file although the application changes its working directory', async () => {
    const before = process.cwd();
    try {
      process.chdir(folder);
      const queue = queueFor('anchors.ndjson');
      await queue.add(checkpoint(1));
      process.chdir(before);
      await queue.add(checkpoint(2));
      expect(readFileSync(join(folder, 'anchors.ndjson'), 'utf8').split('\n')).toHaveLength(3);
    } finally {
      process.chdir(before);
      rmSync('anchors.ndjson', { force: true });
    }
  });

  it('appends lines to a file that only its owner reads', async () => {
    const path = join(folder, 'anchors.ndjson');
    const queue = queueFor(path);
    await queue.add(checkpoint(1));
    await queue.add(checkpoint(2));
    const numbers = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as IntegrityCheckpoint).number);
    expect([numbers, statSync(path).mode & 0o777, queue.failures]).toEqual([[1, 2], 0o600, 0]);
  });
});
