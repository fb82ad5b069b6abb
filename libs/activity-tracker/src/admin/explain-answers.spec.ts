import { createConnection, type mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordMaker } from '../../../../apps/sample/src/demo/records/record-maker.js';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../record/activity-log.js';
import { VisibleRecords } from '../storage/visible-records.js';
import { ErrorGroupsService } from './errors/error-groups.service.js';
import { explainedAggregate, explainedFind, NotingStore } from './noting-store.fixture.js';
import { parseQuery } from './query/parse/parse-query.js';
import { ObjectHistoryService } from './records/object-history.service.js';
import { RecordsService } from './records/records.service.js';
import { SecurityService } from './security/security.service.js';

const END = Date.UTC(2024, 4, 31, 12);
const COUNT = 4_000;
const PERSON = 1_003;
const WEEK = { from: new Date(END - 7 * 86_400_000), to: new Date(END) };
/** The longest that one of these questions may take of the server. Milliseconds. */
const BOUND_MS = 5_000;
const SLICE_MS = 250;
const clock = () => END;

describeWithMongo('what MongoDB does for errors, security and objects', (uri) => {
  const dbName = `explain_answers_${process.pid}`;
  const connection = createConnection(uri, { dbName });
  let store: NotingStore;
  let collection: mongo.Collection;

  beforeAll(async () => {
    store = new NotingStore({ uri, dbName, collectionName: 'activity_logs', warn: () => {} });
    await store.open();
    const records = Array.from({ length: COUNT }, recordMaker({ count: COUNT, days: 30, end: END, users: 50 }));
    await store.insert(
      (records as ActivityLog[]).map((record, n) => ({
        ...record,
        ...(n % 50 === 0 && { resource: { type: 'order', id: '4711' } }),
        ...(n % 40 === 0 && { user_id: null, attempted: 'ada@shop.example', status_code: 401 }),
        ...(n % 30 === 0 && { outcome: 'errors' as const, status_code: 200 }),
      })),
    );
    collection = (await connection.asPromise()).collection('activity_logs');
  });
  beforeEach(() => {
    store.finds.length = store.pipelines.length = 0;
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await store.close();
  });

  const visible = () => new VisibleRecords(store);
  const records = () => new RecordsService(visible(), { pageSize: 20, urlNames: [] }, clock);
  const errors = (query: string) =>
    new ErrorGroupsService(visible(), clock).groups(parseQuery(query), WEEK, { withMessages: true });

  it.each<[string, () => Promise<unknown>]>([
    ['errors of all', () => errors('')],
    ['errors of a person', () => errors(`user:${PERSON}`)],
    ['errors of a handler', () => errors('name:OrdersController.list')],
    ['errors by a field without an index', () => errors('method:POST')],
    [
      'the security of a person',
      () => new SecurityService(visible()).of(PERSON, WEEK, { names: ['ada@shop.example'], signIns: [] }),
    ],
    [
      'the history of an object',
      () => new ObjectHistoryService(records()).history({ type: 'order', id: '4711' }, { withChanges: true }),
    ],
    ['facets of a week', () => records().facets(parseQuery('from:2024-05-24'))],
  ])('scans no collection, sorts no more than a slice of time, and is bounded in time: %s', async (_, ask) => {
    await ask();
    expect(store.finds.length + store.pipelines.length).toBeGreaterThan(0);
    const plans = [
      ...store.finds.map(async (find) => ({ ...(await explainedFind(collection, find)), ...find[1] })),
      ...store.pipelines.map(async (each) => ({ stages: await explainedAggregate(collection, each), ...each[1] })),
    ];
    for (const { stages, maxTimeMs } of await Promise.all(plans)) {
      expect(stages).toContain('IXSCAN');
      expect(stages).not.toContain('COLLSCAN');
      // Where the values of one index are too many to merge, a slice of time is sorted.
      expect(maxTimeMs).toBeLessThanOrEqual(stages.includes('SORT') ? SLICE_MS : BOUND_MS);
    }
  });

  it('reads only the calls of a person for their security, but for failed sign-ins, which it looks for within 250 ms', async () => {
    await new SecurityService(visible()).of(PERSON, WEEK, { names: [], signIns: [] });
    const [calls, failed] = store.finds as [NotingStore['finds'][number], NotingStore['finds'][number]];
    expect(failed[1].maxTimeMs).toBe(250);
    const { examined, stages } = await explainedFind(collection, calls);
    expect(stages).not.toContain('SORT');
    expect(examined).toBeLessThanOrEqual(await collection.countDocuments({ user_id: PERSON }));
  });

  it('reads only the calls of an object for its history', async () => {
    await new ObjectHistoryService(records()).history({ type: 'order', id: '4711' }, { withChanges: true });
    const examined = await Promise.all(store.finds.map((find) => explainedFind(collection, find)));
    for (const each of examined) expect(each.examined).toBeLessThanOrEqual(COUNT / 50);
  });
});
