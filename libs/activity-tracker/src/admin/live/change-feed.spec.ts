import type { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { createConnection, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../test/eventually.js';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { openCursors } from '../../../test/open-cursors.js';
import { startReplicaSet } from '../../../test/replica-set.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { StoredRecord, WatchOptions } from '../../storage/port/activity-store.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { type LiveEvent, LiveTail } from './live-tail.js';

const FIELDS = ['created_time', 'url_path'];

const call = (path: string): ActivityLog =>
  activity({ _id: new Types.ObjectId(), url_path: path, created_time: new Date() });

function listen(tail: LiveTail, after?: string) {
  const heard: LiveEvent[] = [];
  const subscription = tail.watch(() => true, after).subscribe((event) => heard.push(event));
  return {
    stop: () => subscription.unsubscribe(),
    records: () => heard.filter((event) => event.type === 'record'),
    paths: () => heard.map((event) => (event.type === 'record' ? event.record.url_path : event.type)),
  };
}

describe('the live tail of a store with a change feed', () => {
  class Telling extends InMemoryActivityStore {
    opened: WatchOptions[] = [];
    private sleeping: (() => void)[] = [];
    private readonly queue: StoredRecord[] = [];
    private broken = false;

    tell(record: ActivityLog, position: string): void {
      this.queue.push({ record, position });
      this.wake();
    }

    private wake(): void {
      for (const wake of this.sleeping.splice(0)) wake();
    }

    fail(): void {
      this.broken = true;
      this.wake();
    }

    async *watch(options: WatchOptions): AsyncGenerator<StoredRecord> {
      this.opened.push(options);
      options.signal.addEventListener('abort', () => this.wake());
      while (!options.signal.aborted) {
        if (this.broken) throw new Error('the feed is gone');
        const next = this.queue.shift();
        if (next) yield next;
        else await new Promise<void>((resolve) => this.sleeping.push(resolve));
      }
    }
  }

  afterEach(() => vi.useRealTimers());

  it('opens one feed for all who watch, with the fields of a list, and closes it after the last', async () => {
    const store = new Telling();
    const tail = new LiveTail(store, FIELDS);
    const [first, second] = [listen(tail), listen(tail)];
    store.tell(call('/1'), 'p1');
    await eventually(() => expect([first.paths(), second.paths()]).toEqual([['/1'], ['/1']]));
    expect(store.opened.map(({ fields, after }) => ({ fields, after }))).toEqual([
      { fields: FIELDS, after: undefined },
    ]);
    expect(first.records()).toMatchObject([{ position: 'p1' }]);
    first.stop();
    expect(store.opened[0]!.signal.aborted).toBe(false);
    second.stop();
    expect(store.opened[0]!.signal.aborted).toBe(true);
  });

  it('catches up for two viewers at a time, for none that left, and tells the others that they missed something', async () => {
    vi.useFakeTimers();
    const store = new Telling();
    const tail = new LiveTail(store, FIELDS);
    const catchingUp = () => store.opened.filter(({ after, signal }) => after !== undefined && !signal.aborted).length;
    const ears = Array.from({ length: 6 }, (_, n) => listen(tail, `p${n}`));
    await vi.advanceTimersByTimeAsync(10);
    expect(catchingUp()).toBe(2);
    ears[0]!.stop();
    ears[2]!.stop();
    await vi.advanceTimersByTimeAsync(10);
    expect(store.opened.map(({ after }) => after)).toEqual([undefined, 'p0', 'p1', 'p3']);
    expect(catchingUp()).toBe(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ears.slice(4).map((ear) => ear.paths())).toEqual([['skipped'], ['skipped']]);
    for (const ear of ears) ear.stop();
  });

  it('asks instead once the feed is lost, and loses nothing that is stored then', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 1) });
    const store = new Telling();
    const ear = listen(new LiveTail(store, FIELDS));
    store.fail();
    await vi.advanceTimersByTimeAsync(10);
    await store.insert([call('/asked')]);
    await eventually(() => expect(ear.paths()).toEqual(['/asked']));
    ear.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describeWithMongo('the live tail of MongoDB', (uri) => {
  const stores: MongoActivityStore[] = [];
  let replicaSet: MongoMemoryReplSet | undefined;
  beforeAll(async () => {
    replicaSet = await startReplicaSet();
  }, 180_000);
  afterAll(async () => {
    for (const store of stores) await store.close();
    await replicaSet?.stop({ doCleanup: true, force: true });
  });

  const storeAt = (at: string) => {
    const dbName = `live_${new Types.ObjectId().toHexString()}`;
    const open = () => {
      const store = new MongoActivityStore({ uri: at, dbName, collectionName: 'activity_logs', warn: () => {} });
      stores.push(store);
      return store;
    };
    return [open(), open(), dbName] as const;
  };

  /** Stores records until one is heard: a feed of changes begins a moment after it was asked for. */
  async function opened(store: MongoActivityStore, ear: ReturnType<typeof listen>): Promise<void> {
    await eventually(
      async () => {
        await store.insert([call('/begun')]);
        expect(ear.paths()).toContain('/begun');
      },
      { timeout: 45_000, interval: 100 },
    );
  }

  it('receives records of another process in a replica set, and resumes after its position', async ({ skip }) => {
    if (!replicaSet) return skip('no replica set can be had here');
    const [reader, writer] = storeAt(replicaSet.getUri());
    const find = vi.spyOn(reader, 'find');
    const tail = new LiveTail(reader, FIELDS);
    const ear = listen(tail);
    await opened(writer, ear);
    await writer.insert([call('/1'), call('/2')]);
    await eventually(() => expect(ear.paths()).toEqual(expect.arrayContaining(['/1', '/2'])), { timeout: 45_000 });
    expect(find).not.toHaveBeenCalled();
    expect(Object.keys(ear.records()[0]!.record).toSorted()).toEqual(['_id', 'created_time', 'url_path']);

    const { position } = ear.records().find(({ record }) => record.url_path === '/1')!;
    ear.stop();
    await writer.insert([call('/3')]);
    const again = listen(tail, position);
    await eventually(() => expect(again.paths().filter((path) => path !== '/begun')).toEqual(['/2', '/3']), {
      timeout: 45_000,
    });
    const lost = listen(tail, 'not a position');
    await eventually(() => expect(lost.paths()).toEqual(['skipped']), { timeout: 45_000 });
    again.stop();
    lost.stop();
  }, 180_000);

  it('leaves no cursor of viewers who leave while it opens', async ({ skip }) => {
    if (!replicaSet) return skip('no replica set can be had here');
    const at = replicaSet.getUri();
    const [reader, , dbName] = storeAt(at);
    await reader.insert([call('/1')]);
    const host = await createConnection(at, { dbName }).asPromise();
    for (let n = 0; n < 60; n++) {
      const leaving = new AbortController();
      const next = reader.watch({ fields: FIELDS, signal: leaving.signal })[Symbol.asyncIterator]().next();
      await new Promise((resolve) => setTimeout(resolve, n % 6));
      leaving.abort();
      await next;
    }
    await eventually(async () => expect(await openCursors(host.db!, `${host.name}.activity_logs`)).toBe(0));
    await host.close();
  });

  it('polls on a standalone server', async () => {
    const [reader, writer] = storeAt(uri);
    const find = vi.spyOn(reader, 'find');
    const ear = listen(new LiveTail(reader, FIELDS));
    await eventually(() => expect(find).toHaveBeenCalled(), { timeout: 45_000 });
    await opened(writer, ear);
    ear.stop();
  }, 180_000);
});
