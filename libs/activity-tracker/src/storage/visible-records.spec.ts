import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityStore, StoredRecord, WatchOptions } from './port/activity-store.js';
import { InMemoryActivityStore } from './memory/in-memory.store.js';
import type { RecordMask } from './record-mask.js';
import { VisibleRecords } from './visible-records.js';

const mask: RecordMask = (record) => ({ record: { ...record, api: '***' }, fields: ['api'], isCut: false });
const record = (fields: Record<string, unknown>) =>
  ({ _id: new Types.ObjectId(), created_time: new Date(), api: '/?token=x', ...fields }) as unknown as ActivityLog;
const FOREIGN = record({ user_id: 7 });
const OWN = record({ outcome: 'completed' });
const OWN_WITHOUT_OUTCOME = record({ instance: new Types.ObjectId(), seq: 1 });

class Feed extends InMemoryActivityStore {
  asked: readonly string[] = [];

  async *watch({ fields }: WatchOptions): AsyncGenerator<StoredRecord> {
    this.asked = fields;
    yield { record: FOREIGN, position: '1' };
  }
}

async function read(store: ActivityStore, fields?: readonly string[]): Promise<ActivityLog[]> {
  await store.insert([FOREIGN, OWN, OWN_WITHOUT_OUTCOME]);
  return new VisibleRecords(store, mask).find({}, { sort: { user_id: -1, _id: 1 }, ...(fields && { fields }) });
}

describe('VisibleRecords', () => {
  it('masks records of other writers, and no other', async () => {
    const [foreign, ...own] = await read(new InMemoryActivityStore());
    expect(foreign).toMatchObject({ api: '***', masked_when_shown: ['api'] });
    expect(own.map(({ api }) => api)).toEqual(['/?token=x', '/?token=x']);
  });

  it('knows its own where few fields are asked for, and gives no others', async () => {
    const found = await read(new InMemoryActivityStore(), ['api', 'user_id', 'seq', 'instance']);
    expect(found.map(({ _id, ...fields }) => fields)).toEqual([
      { api: '***', user_id: 7, masked_when_shown: ['api'] },
      { api: '/?token=x' },
      { api: '/?token=x', instance: OWN_WITHOUT_OUTCOME.instance, seq: 1 },
    ]);
  });

  it('masks what the feed of changes tells', async () => {
    const store = new Feed();
    const options = { fields: ['api'], signal: new AbortController().signal };
    const told: ActivityLog[] = [];
    for await (const each of new VisibleRecords(store, mask).watch!(options)) told.push(each.record);
    expect(told).toMatchObject([{ api: '***', masked_when_shown: ['api'] }]);
    expect(store.asked).toEqual(['api', 'outcome']);
  });

  it('masks parts of records that a pipeline gives', async () => {
    const store = new InMemoryActivityStore();
    await store.insert([FOREIGN, OWN]);
    const stages = [{ $match: {} }, { $sort: { user_id: -1 } }, { $project: { _id: 0, api: 1, outcome: 1 } }];
    expect(await new VisibleRecords(store, mask).aggregate(stages)).toEqual([
      { api: '***', masked_when_shown: ['api'] },
      { api: '/?token=x', outcome: 'completed' },
    ]);
  });
});
