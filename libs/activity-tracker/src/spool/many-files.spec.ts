import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bsonOf, exampleRecord } from './fixtures/example-record.js';
import { DEAD, spoolSettings } from './fixtures/spool-settings.js';
import { spoolUser } from './fixtures/spool-user.js';
import { nodeFiles } from './node-files.js';
import { AdoptionReport } from './owners/adoption-report.js';
import type { SegmentFile } from './segments/segment-file.js';
import { Spool } from './spool.js';
import type { SpoolFiles } from './spool-files.js';

/** Enough to tell a call for each file from a few calls. */
const FILES = 1_000;
const FEW = 10;
const MOST_IN_A_TURN = 300;

describe('a spool with very many files', () => {
  let root: string;
  let spool: Spool;
  let calls: Record<'stat' | 'list', number>;
  /** Calls of the file system and entries read, in the turn of the event loop that took the most. */
  let mostInTurn: number;
  let inTurn: number;
  const failures: string[] = [];

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'many-files-'));
    for (const folder of [DEAD, 'quarantine']) mkdirSync(join(root, folder), { mode: 0o700 });
    for (let number = 1; number <= FILES; number++) {
      const name = String(number).padStart(6, '0');
      writeFileSync(join(root, DEAD, `${DEAD}-${name}.bson`), bsonOf(exampleRecord('a')));
      writeFileSync(join(root, 'quarantine', `${DEAD}-${name}-0.damaged`), 'x');
    }
    inTurn = mostInTurn = 0;
    const step = (): void => {
      if (inTurn++ === 0) setImmediate(() => (inTurn = 0));
      mostInTurn = Math.max(mostInTurn, inTurn);
    };
    const files: SpoolFiles = {
      ...nodeFiles,
      stat: (path) => (calls.stat++, step(), nodeFiles.stat(path)),
      rename: (from, to) => (step(), nodeFiles.rename(from, to)),
      remove: (path) => (step(), nodeFiles.remove(path)),
      *list(directory) {
        calls.list++;
        for (const entry of nodeFiles.list(directory)) {
          step();
          yield entry;
        }
      },
      async *listLater(directory) {
        calls.list++;
        for await (const entry of nodeFiles.listLater(directory)) {
          step();
          yield entry;
        }
      },
    };
    calls = { stat: 0, list: 0 };
    failures.length = 0;
    spool = new Spool(spoolSettings(root), spoolUser(failures), files);
    await spool.open();
    await spool.adopt();
    calls = { stat: 0, list: 0 };
  });
  afterEach(async () => {
    await spool.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('reads, moves and leaves them a few in each turn of the event loop', async () => {
    expect(spool.stats().segments).toBe(FILES);
    expect(mostInTurn).toBeGreaterThan(FEW);
    expect(mostInTurn).toBeLessThan(MOST_IN_A_TURN);
    await spool.erase(() => true);
    await spool.close();
    expect(calls.list).toBeGreaterThan(1);
    expect(mostInTurn).toBeLessThan(MOST_IN_A_TURN);
  });

  it('reads no further file once it is closed', async () => {
    const filling = spool.fill();
    await spool.close();
    const { replayed } = spool.stats();
    rmSync(root, { recursive: true });
    await filling;
    expect(replayed).toBeLessThan(FILES);
    expect(spool.stats()).toMatchObject({ replayed, failures: {} });
  });

  it('tells its place without a system call for each file', () => {
    expect(spool.stats().segments).toBe(FILES);
    expect(spool.place()).toMatchObject({ oldest: expect.any(Date), processes: 1 });
    expect(calls.stat).toBeLessThan(FEW);
  });

  it('keeps rejected records without a look at each file of the quarantine', () => {
    expect(spool.keepRejected([{ record: exampleRecord(), reason: 'refused' }])).toBe(true);
    expect(calls.stat + calls.list).toBeLessThan(FEW);
  });

  it('counts what it and others add to the quarantine', async () => {
    const share = 2 ** 20 / 8;
    const large = (): boolean => spool.keepRejected([{ record: exampleRecord('x', share / 2), reason: 'refused' }]);
    expect([large(), large(), failures]).toEqual([true, false, ['QUARANTINE_FULL']]);
    const other = join(root, 'quarantine', `${DEAD}-999999-0.damaged`);
    writeFileSync(other, '');
    truncateSync(other, share);
    await spool.adopt();
    expect(spool.keepRejected([{ record: exampleRecord(), reason: 'refused' }])).toBe(false);
  });

  it('tells that all adopted files are stored, with one look at each of them', () => {
    const adoptedStored = vi.fn();
    let looks = 0;
    const removed = new Set<number>();
    const segments = Array.from({ length: FILES }, (_, index) => ({
      id: { instance: DEAD },
      size: 1,
      isAdopted: true,
      get isRemoved() {
        looks++;
        return removed.has(index);
      },
    })) as unknown as SegmentFile[];
    const report = new AdoptionReport({ adopted: () => undefined, adoptedStored });
    report.begin(segments);
    for (const [index, segment] of segments.entries()) {
      expect(adoptedStored).not.toHaveBeenCalled();
      report.confirmed(segment);
      removed.add(index);
      report.look();
    }
    expect(adoptedStored.mock.calls).toEqual([[FILES, FILES]]);
    expect(looks).toBeLessThan(3 * FILES);
  });
});
