import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/eventually.js';
import type { ActivityLog } from '../record/activity-log.js';
import { bsonOf, exampleRecord } from '../spool/fixtures/example-record.js';
import { DEAD } from '../spool/fixtures/spool-settings.js';
import { nodeFiles } from '../spool/node-files.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { BufferOptions } from './buffer.options.js';
import { ApplicationLife } from './life/application-life.js';
import { LogBufferService } from './log-buffer.service.js';

/** As a process of 4 calls a second makes them. `BACKLOG_FILES=40000` for a gigabyte. */
const FILES = Number(process.env.BACKLOG_FILES ?? 400);
const RECORDS_A_FILE = 20;
const RECORD_BYTES = 1_250;
const RECORDS = FILES * RECORDS_A_FILE;
const BATCH = 200;
/** An eighth of it is for replayed records: less than the backlog. */
const BUFFER_BYTES = 8 * 2 ** 20;

class CountingStore extends InMemoryActivityStore {
  override readonly outlivesProcess = false;
  readonly sizes: number[] = [];
  readonly names = new Set<string>();
  stored = 0;
  before: () => void = () => undefined;

  override async insert(records: readonly ActivityLog[]) {
    this.before();
    this.sizes.push(records.length);
    for (const { url_name } of records) this.names.add(String(url_name));
    await new Promise((resolve) => setImmediate(resolve));
    this.stored += records.length;
    return { stored: records.length, duplicates: 0, rejected: [] };
  }
}

describe('a start with a backlog of many files', () => {
  let root: string;
  let store: CountingStore;
  let buffer: LogBufferService;
  let life: ApplicationLife;

  beforeEach(() => {
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    root = mkdtempSync(join(tmpdir(), 'backlog-'));
    mkdirSync(join(root, DEAD), { mode: 0o700 });
    for (let file = 1; file <= FILES; file++) {
      const records = Array.from({ length: RECORDS_A_FILE }, () => bsonOf(exampleRecord('left', RECORD_BYTES)));
      writeFileSync(join(root, DEAD, `${DEAD}-${String(file).padStart(6, '0')}.bson`), Buffer.concat(records));
    }
    store = new CountingStore();
    const options = Object.assign(new BufferOptions(), {
      spoolDirectory: root,
      durability: 'journal',
      maxBytes: BUFFER_BYTES,
    });
    life = new ApplicationLife(1_000, () => false);
    buffer = new LogBufferService(options, store, { isUsed: true, bodyFormat: 'document' }, life);
    life.onApplicationBootstrap();
  });
  afterEach(async () => {
    life.onModuleDestroy();
    await buffer.beforeApplicationShutdown();
    await buffer.onApplicationShutdown();
    vi.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  });

  it('listens before a file is read, keeps few records in memory, stores live ones meanwhile, and fills its inserts across files', async () => {
    const load = vi.spyOn(nodeFiles, 'load');
    await buffer.onApplicationBootstrap();
    expect(load).not.toHaveBeenCalled();
    let most = 0;
    let liveAfter: number | undefined;
    store.before = () => {
      most = Math.max(most, buffer.stats().waitingBytes);
      if (store.names.has('live')) liveAfter ??= store.stored;
    };
    await eventually(() => expect(store.stored).toBeGreaterThan(0));
    buffer.add(exampleRecord('live'), 200);
    await eventually(() => expect(store.stored).toBe(RECORDS + 1), { timeout: 600_000 });
    expect(buffer.stats().spool!.segments).toBeLessThanOrEqual(1);
    expect(liveAfter).toBeLessThan(RECORDS);
    expect(most).toBeLessThan(BUFFER_BYTES / 4);
    expect(store.sizes.length).toBeLessThan((3 * RECORDS) / BATCH);
  }, 660_000);
});
