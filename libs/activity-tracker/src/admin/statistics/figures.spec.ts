import fc from 'fast-check';
import { createConnection, mongo, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../test/mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { VisibleRecords } from '../../storage/visible-records.js';
import { statisticsFilterOf } from '../api/statistics-filter.js';
import type { ActivityQuery, QueryField } from '../query/activity-query.js';
import { generatedCondition, generatedRecord, QUERIED_FIELDS } from '../query/generated-queries.fixture.js';
import { matches } from '../query/naive-evaluation.reference.js';
import { formatQuery } from '../query/parse/format-query.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { planQuery } from '../query/plan/query-plan.js';
import { NOW } from '../query/query-values.fixture.js';
import { ExactFacets } from '../records/facets/exact-facets.js';
import { FACET_NAMES, FACETS } from '../records/facets/facet-rules.js';
import { listed } from '../records/facets/listed-facet.js';
import { RecordsService } from '../records/records.service.js';
import { OverviewService } from './overview.service.js';
import { PeopleService } from './people.service.js';
import { RoutesService } from './routes.service.js';
import { TimelineService } from './timeline.service.js';

/** `FIGURES_RUNS=500 FIGURES_SEED=7` asks more, and others. */
const RUNS = Number(process.env['FIGURES_RUNS'] ?? 25);
const SEED = Number(process.env['FIGURES_SEED'] ?? 20_261_130);
const RECORDS = 400;
const SPAN = { from: new Date('2024-04-20T00:00:00Z'), to: new Date('2024-06-01T00:00:00.001Z') };
const TIME = 'from:2024-04-20T00:00:00Z to:2024-06-01T00:00:00Z';

/** As other writers store them; `undefined`: without the field. */
const ODD = {
  user_id: [new Types.ObjectId('f6599b8afc13ae1a2b3c4d5e'), mongo.Long.fromString('9007199254740993'), 1.5, true, ''],
  status_code: ['404', 799, '', 42, undefined, true],
  country: [5, '', undefined, true],
  method: [1, '', undefined],
  outcome: [false, '', undefined, 'unheard-of'],
} as const;

function odd(record: ActivityLog, index: number): ActivityLog {
  const changed: Record<string, unknown> = { ...record };
  for (const [place, [field, values]] of Object.entries(ODD).entries()) {
    if (index % (5 + place) !== 0) continue;
    const value: unknown = values[Math.floor(index / (5 + place)) % values.length];
    if (value === undefined) delete changed[field];
    else changed[field] = value;
  }
  return changed as ActivityLog;
}

/** With one dimension often, which roll-ups answer. */
const COUNTED: readonly QueryField[] = ['user', 'status', 'country', 'method', 'outcome', 'name'];
const anyOf = (fields: readonly QueryField[], maxLength: number) =>
  fc
    .uniqueArray(fc.constantFrom(...fields), { minLength: 0, maxLength })
    .chain((chosen) => fc.tuple(...chosen.map(generatedCondition)));
const WITHOUT_TIMES = QUERIED_FIELDS.filter((field) => !['from', 'to', 'since', 'text'].includes(field));
const question = fc
  .oneof({ weight: 3, arbitrary: anyOf(COUNTED, 1) }, { weight: 2, arbitrary: anyOf(WITHOUT_TIMES, 2) })
  .map((conditions): ActivityQuery => ({ conditions: [...conditions, ...parseQuery(TIME).conditions] }));

describeWithMongo('figures of the panel, over documents of several writers', () => {
  const records = fc
    .sample(generatedRecord, { numRuns: RECORDS, seed: SEED })
    .map((record, index) => odd({ ...record, _id: new Types.ObjectId() }, index));
  const { uri, dbName } = freshDatabase();
  const own = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn: () => {} });
  const store = new VisibleRecords(own);
  const exact = new ExactFacets(own.statistics);
  const list = new RecordsService(store, { pageSize: 50, urlNames: [] }, () => NOW.getTime());
  const timelines = new TimelineService(store);
  const people = new PeopleService(store);
  const routes = new RoutesService(store);
  const overviews = new OverviewService(store);

  beforeAll(async () => {
    await own.open();
    const host = await createConnection(uri, { dbName }).asPromise();
    // Past the tracker, which would mark the minutes as changed a moment ago.
    await host.collection('activity_logs').insertMany(records);
    await host.close();
    await own.statistics.rebuild();
  }, 120_000);
  afterAll(async () => {
    await own.close();
    const host = await createConnection(uri, { dbName }).asPromise();
    await host.dropDatabase();
    await host.close();
  });

  // Statistics have a second to count in: with the clock at rest a busy machine answers as a fast one does.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const plainly = (query: ActivityQuery) => records.filter((record) => matches(record, query, NOW));
  const classOf = ({ status_code: status }: ActivityLog) =>
    typeof status === 'number' && status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'none';
  const tally = (names: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  const nonZero = (counts: object) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  const isPerson = (id: unknown) =>
    (typeof id === 'string' && id !== '') ||
    Number.isSafeInteger(id) ||
    id instanceof Types.ObjectId ||
    id instanceof mongo.Long;

  async function facetsAgree(query: ActivityQuery, text: string): Promise<void> {
    const facets = await list.facets(query);
    for (const name of FACET_NAMES) {
      const { own: fields } = FACETS[name];
      const others = query.conditions.filter(({ field }) => !fields.includes(field));
      const { values, unlisted, counted } = facets[name];
      expect([text, name, counted]).toEqual([text, name, plainly({ conditions: others }).length]);
      expect([text, name, values.reduce((sum, { count }) => sum + count, unlisted)]).toEqual([text, name, counted]);
      for (const { count, query: one } of values) {
        const asked = { conditions: [...others, ...parseQuery(one).conditions] };
        expect([text, name, one, plainly(asked).length]).toEqual([text, name, one, count]);
      }
      const ofRollUps = await exact.count(name, query, SPAN);
      if (ofRollUps)
        expect([text, name, listed(name, ofRollUps.groups, 50), ofRollUps.counted]).toEqual([
          text,
          name,
          { values, unlisted },
          counted,
        ]);
    }
  }

  it('are those of a plain count', async () => {
    await fc.assert(
      fc.asyncProperty(question, async (query) => {
        const text = formatQuery(query);
        const found = plainly(query);
        const filter = statisticsFilterOf(query, planQuery(query, NOW), NOW);
        expect([text, (await list.list(query)).count]).toEqual([text, found.length]);
        const { slots } = await timelines.timeline(SPAN, 'Europe/Berlin', filter);
        const sums: Record<string, number> = {};
        for (const { by_class } of slots)
          for (const [name, count] of Object.entries(by_class)) sums[name] = (sums[name] ?? 0) + count;
        expect([text, nonZero(sums)]).toEqual([text, tally(found.map(classOf))]);
        const { people: page } = await people.people(SPAN, { limit: 500 }, filter);
        const calls = Object.fromEntries(page.map(({ user_id, calls }) => [String(user_id), calls]));
        const ofPeople = found.filter(({ user_id }) => isPerson(user_id));
        expect([text, calls]).toEqual([text, tally(ofPeople.map(({ user_id }) => String(user_id)))]);
        const table = await routes.routes(SPAN, filter, []);
        expect([text, table.routes.reduce((sum, route) => sum + route.calls, 0)]).toEqual([text, found.length]);
        const { current } = await overviews.overview(SPAN, filter);
        expect([text, current.calls, current.active_users]).toEqual([text, found.length, Object.keys(calls).length]);
        await facetsAgree(query, text);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 600_000);
});
