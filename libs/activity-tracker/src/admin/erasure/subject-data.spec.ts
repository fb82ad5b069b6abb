import { text } from 'node:stream/consumers';
import { createConnection, mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { ExportService } from '../export/export.service.js';
import { parseRecord } from '../../record/extended-json.js';
import { ERASED } from '../../record/erased.js';
import type { ErasureHooks, ErasureMode, ErasureOptions } from './erasure.types.js';
import { ErasureNotSupportedError } from './erasure-errors.js';
import { SubjectDataService } from './subject-data.service.js';

const ID = 'subject-7f3a9c21';
const CLAIM_EMAIL = 'ann.claim@distinct.example';
const BODY_EMAIL = 'ann.body@distinct.example';
const ADDRESS = '203.0.113.77';
const SHARED_ADDRESS = '198.51.100.1';
const NAME = 'Annabella Distinct';
const PERSONAL = [ID, CLAIM_EMAIL, BODY_EMAIL, ADDRESS, NAME];

const own = (): ActivityLog[] => [
  ...Array.from({ length: 20 }, (_, n) =>
    activity({
      user_id: ID,
      created_time: at(n * 200),
      client_ip_address: n % 2 ? ADDRESS : SHARED_ADDRESS,
      email: CLAIM_EMAIL,
    }),
  ),
  activity({
    user_id: ID,
    created_time: at(7),
    method: 'POST',
    route: '/profile',
    url_path: '/profile',
    api: `http://localhost/profile?u=${ID}`,
    headers: { referer: `http://localhost/users/${ID}`, 'x-forwarded-for': ADDRESS },
    body: { contact: { mail: BODY_EMAIL }, name: NAME, friend: 'bob@others.example' },
    response: { id: ID, name: NAME },
    client_ip_address: ADDRESS,
    country: 'Norway',
    trace_id: 'trace-of-ann',
  }),
  activity({
    user_id: ID,
    method: null,
    created_time: at(8),
    url_name: `mail to ${BODY_EMAIL}`,
    event_name: `mail to ${BODY_EMAIL}`,
  }),
];

const others = (): ActivityLog[] => [
  activity({ user_id: 8, created_time: at(20), client_ip_address: SHARED_ADDRESS, email: 'bob@others.example' }),
  activity({
    user_id: 8,
    route: '/users/:id',
    url_path: `/users/${ID}`,
    api: `http://x/users/${ID}?mail=${encodeURIComponent(BODY_EMAIL)}`,
    response: { id: ID, name: NAME, mail: BODY_EMAIL.toUpperCase() },
  }),
  activity({ user_id: 9, body: { to: [CLAIM_EMAIL, 'carl@others.example'], [ID]: { note: `ask ${NAME}` } } }),
  activity({
    user_id: 9,
    body: `{"text":"\\n${BODY_EMAIL}"}`,
    headers: { 'x-forwarded-for': `${ADDRESS}, ${SHARED_ADDRESS}` },
  }),
  activity({
    user_id: null,
    created_time: at(30),
    client_ip_address: ADDRESS,
    body: { email: CLAIM_EMAIL, password: '***FILTERED***' },
  }),
  activity({
    user_id: 9,
    method: null,
    route: null,
    event_name: `invited ${CLAIM_EMAIL}`,
    url_name: `invited ${CLAIM_EMAIL}`,
  }),
  activity({
    user_id: 7,
    client_ip_address: SHARED_ADDRESS,
    body: { email: 'bob@others.example' },
    response: { items: [1, 2] },
  }),
];
const MENTIONING = 5;

type Dump = () => Promise<Buffer>;
/** As a backup does: past the store, which would not take records of an erased person. */
type Restore = (records: ActivityLog[]) => Promise<unknown>;

function describeErasure(name: string, make: () => { store: ActivityStore; dump: Dump; restore: Restore }): void {
  describe(name, () => {
    let store: ActivityStore;
    let dump: Dump;
    let restore: Restore;

    beforeEach(async () => {
      ({ store, dump, restore } = make());
      await store.open();
      await store.insert([...own(), ...others()]);
    });

    const service = (hooks?: ErasureHooks, of = store) =>
      new SubjectDataService(of, new ExportService(), { payloadKeys: ['email'], ...hooks });
    const erase = (options: Partial<ErasureOptions> = {}, hooks?: ErasureHooks) =>
      service(hooks).erase(ID, { mode: 'delete', dryRun: false, also: [NAME], confirm: [NAME], ...options });
    const found = async (): Promise<string[]> => {
      const bytes = (await dump()).toString('latin1').toLowerCase();
      return PERSONAL.filter((personal) => bytes.includes(personal.toLowerCase()));
    };
    const all = () => store.find({}, { sort: { _id: 1 } });
    const counts = () =>
      store.aggregate([
        {
          $group: {
            _id: {
              day: { $dateTrunc: { date: '$created_time', unit: 'day' } },
              status: '$status_code',
              route: '$route',
              method: '$method',
            },
            calls: { $sum: 1 },
            seconds: { $sum: '$execution_time' },
          },
        },
        { $sort: { _id: 1 } },
      ]);

    it('the records hold all that is to be erased', async () => {
      expect(await found()).toEqual(PERSONAL);
    });

    it.each<[ErasureMode]>([['delete'], ['pseudonym']])(
      'after %s no byte identifies the person, and the changes are counted',
      async (mode) => {
        const result = await erase({ mode });
        expect(await found()).toEqual([]);
        expect(result).toEqual({
          mode,
          dry_run: false,
          records: 22,
          mentions: MENTIONING,
          from: at(0),
          to: at(19 * 200),
          held: 0,
          ...(mode === 'pseudonym' && { pseudonym: expect.stringMatching(/^erased-[0-9a-f-]{36}$/) }),
        });
        expect(await store.count({}, 100)).toBe(mode === 'delete' ? 7 : 29);
      },
    );

    it('leaves data of other people', async () => {
      await erase();
      const records = await all();
      const [bob, , carl, forwarded, anonymous, , untouched] = others();
      const { _id: _, ...rest } = untouched!;
      expect(records.at(-1)).toMatchObject(rest);
      expect(records[0]).toMatchObject({ email: bob!.email, client_ip_address: SHARED_ADDRESS });
      expect(records[2]).toMatchObject({
        body: { to: [ERASED, 'carl@others.example'], [ERASED]: { note: `ask ${ERASED}` } },
        created_time: carl!.created_time,
      });
      expect(records[3]!.headers).toEqual({ 'x-forwarded-for': `${ERASED}, ${SHARED_ADDRESS}` });
      expect(forwarded!.user_id).toBe(records[3]!.user_id);
      expect(records[4]).toMatchObject({
        user_id: null,
        client_ip_address: ERASED,
        created_time: anonymous!.created_time,
      });
      expect(records[1]).toMatchObject({
        user_id: 8,
        route: '/users/:id',
        url_path: `/users/${ERASED}`,
        response: { id: ERASED, name: ERASED, mail: ERASED },
      });
    });

    it('a pseudonym keeps counts, and no identifying data', async () => {
      const before = await counts();
      const users = await store.aggregate([
        { $group: { _id: '$user_id', calls: { $sum: 1 } } },
        { $sort: { calls: 1 } },
      ]);
      const { pseudonym } = await erase({ mode: 'pseudonym' });
      expect(await counts()).toEqual(before);
      const usersAfter = await store.aggregate([
        { $group: { _id: '$user_id', calls: { $sum: 1 } } },
        { $sort: { calls: 1 } },
      ]);
      expect(usersAfter.map(({ calls }) => calls)).toEqual(users.map(({ calls }) => calls));
      const kept = await store.find({ user_id: pseudonym });
      expect(kept).toHaveLength(22);
      for (const { client_ip_address, api, url_path, trace_id, country } of kept) {
        expect([client_ip_address, api, url_path, trace_id, country]).toEqual([null, null, null, null, null]);
      }
      const [event] = await store.find({ user_id: pseudonym, method: null });
      expect(event).toMatchObject({ event_name: `mail to ${ERASED}`, url_name: `mail to ${ERASED}` });
    });

    it('two pseudonyms are never the same', async () => {
      const first = await erase({ mode: 'pseudonym' });
      await restore(own());
      expect((await erase({ mode: 'pseudonym' })).pseudonym).not.toBe(first.pseudonym);
    });

    it.each<[ErasureMode]>([['delete'], ['pseudonym']])(
      'a dry run of %s counts the same, says what it found, changes nothing',
      async (mode) => {
        const before = await all();
        const invalidated: unknown[] = [];
        const dry = await erase(
          { mode, dryRun: undefined },
          { invalidate: async (span) => void invalidated.push(span) },
        );
        expect(dry).toEqual({
          mode,
          dry_run: true,
          records: 22,
          mentions: MENTIONING,
          from: at(0),
          to: at(19 * 200),
          held: 0,
          emails: [BODY_EMAIL, CLAIM_EMAIL],
          addresses: [ADDRESS],
          also: [{ value: NAME, records: 2, fields: [`body.${ID}.note`, 'response.name'] }],
        });
        expect(invalidated).toEqual([]);
        expect(await all()).toEqual(before);
      },
    );

    it('leaves addresses that are excepted, or that the person only wrote', async () => {
      await erase({ except: [BODY_EMAIL.toUpperCase()] });
      expect(await found()).toEqual([BODY_EMAIL]);
      await restore(own());
      expect(await erase({ emailsFrom: 'token', dryRun: true })).toMatchObject({ emails: [CLAIM_EMAIL] });
    });

    it('takes addresses in the person’s own token as theirs, even if others sign in with them', async () => {
      await store.insert([activity({ user_id: 10, body: { email: CLAIM_EMAIL, password: 'x' } })]);
      expect(await erase({ dryRun: true })).toMatchObject({ emails: [BODY_EMAIL, CLAIM_EMAIL] });
    });

    it('can be repeated, and run for a person without records', async () => {
      await erase();
      await store.insert([activity({ user_id: 8, body: `cc ${ID}` })]);
      const after = await all();
      const nothing = { mode: 'delete', records: 0, mentions: 0, from: null, to: null, held: 0 };
      expect(await erase({ also: [], confirm: [] })).toEqual({ ...nothing, dry_run: false });
      expect(await erase({ also: [], confirm: [], dryRun: true })).toEqual({ ...nothing, dry_run: true });
      expect(await all()).toEqual(after);
    });

    it.each<[ErasureMode]>([['delete'], ['pseudonym']])(
      '%s, interrupted anywhere and done again, is complete',
      async (mode) => {
        let reached = 0;
        for (let stop = 1; ; stop++) {
          await (store as Required<ActivityStore>).delete({});
          await restore([...own(), ...others()]);
          const before = await counts();
          let calls = 0;
          const crash = async (): Promise<void> => {
            if (++calls === stop) throw new Error('crash');
          };
          const outcome = await erase({ mode }, { invalidate: crash, recount: crash, flush: crash }).catch(
            (error: unknown) => error,
          );
          if (!(outcome instanceof Error)) break;
          reached = stop;
          // The name is gone from what is left of the person once the mentions of it are.
          await erase({ mode }).catch(() => erase({ mode, also: [], confirm: [] }));
          expect(await found()).toEqual([]);
          if (mode === 'pseudonym') expect(await counts()).toEqual(before);
        }
        expect(reached).toBeGreaterThan(4);
      },
    );

    it('stops when told to', async () => {
      const reason = new Error('shutdown');
      await expect(erase({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(await found()).toEqual(PERSONAL);
    });

    it('stores what waits before it looks, and erases what came in meanwhile', async () => {
      const later = new Date(Date.now() + 60_000);
      const waiting = [
        { ...own()[3]!, created_time: later },
        activity({ user_id: ID, created_time: at(60_000), email: 'ann.late@distinct.example' }),
      ];
      const flush = async (): Promise<void> => {
        const record = waiting.pop();
        if (record) await store.insert([record]);
      };
      await store.insert([activity({ user_id: 8, body: 'cc ann.late@distinct.example' })]);
      expect(await erase({}, { flush })).toMatchObject({ records: 24, to: later });
      expect((await dump()).includes('ann.late')).toBe(false);
      expect(await found()).toEqual([]);
    });

    it.each<[ErasureMode]>([['delete'], ['pseudonym']])(
      '%s invalidates the span before each write, and recounts it at the end',
      async (mode) => {
        const spans: { from: Date; to: Date }[] = [];
        const steps: string[] = [];
        await erase(
          { mode },
          {
            invalidate: async (span) => {
              steps.push('invalidate');
              spans.push(span);
            },
            recount: async (span) => {
              steps.push(`recount ${span.from.toISOString()} ${span.to.toISOString()}`);
              expect(await store.count({ user_id: ID }, 1)).toBe(0);
            },
          },
        );
        for (const { created_time } of [...own(), others()[4]!]) {
          expect(spans.some(({ from, to }) => from <= created_time && created_time < to)).toBe(true);
        }
        expect(steps.at(-1)).toBe('recount 2024-05-06T12:00:00.000Z 2024-05-09T03:20:00.001Z');
        expect(steps.filter((step) => step.startsWith('recount'))).toHaveLength(1);
      },
    );

    it('reports its progress', async () => {
      const told: unknown[] = [];
      await erase({ onProgress: (progress) => void told.push(progress) });
      expect(told).toEqual([{ scanned: 7, mentions: MENTIONING }]);
    });

    it('`7` and "7" are one person, 77 is another', async () => {
      await store.insert([
        activity({ user_id: '7', body: { mail: 'seven@x.example' } }),
        activity({ user_id: 77 }),
        activity({ user_id: 77, body: { user_id: 7, amount: 7 } }),
      ]);
      expect(await service().erase(7, { mode: 'delete', dryRun: false })).toMatchObject({ records: 2, mentions: 1 });
      expect(await store.count({ email: 'bob@others.example' }, 10)).toBe(1);
      expect(await store.find({ user_id: 77 }, { sort: { _id: 1 } })).toMatchObject([
        {},
        { body: { user_id: ERASED, amount: 7 } },
      ]);
      expect(await store.count({ user_id: { $in: [7, '7'] } }, 1)).toBe(0);
    });

    it.each<[string, unknown, Partial<ErasureOptions>, RegExp]>([
      ['unknown', '', {}, /userId must be/],
      ['a query', { $ne: null }, {}, /userId must be/],
      ['too short a text', ID, { also: ['Al'] }, /also: "Al" is too short/],
      ['the marker', ID, { also: ['erased'] }, /also: "erased" is part of the marker/],
      ['no mode', ID, { mode: 'x' as never }, /mode is "x".*"delete" or "pseudonym"/],
    ])('refuses %s', async (_what, id, options, message) => {
      const erasing = service().erase(id as string, { mode: 'delete', dryRun: false, ...options });
      await expect(erasing).rejects.toThrow(message);
      expect(await found()).toEqual(PERSONAL);
    });

    it('refuses to erase more addresses than one person has', async () => {
      const body = Array.from({ length: 10_001 }, (_, n) => `customer${n}@x.example`);
      await store.insert([activity({ user_id: ID, body })]);
      await expect(erase()).rejects.toThrow(/more than 10,000.*emailsFrom: "token"/s);
      expect(await erase({ emailsFrom: 'token' })).toMatchObject({ records: 23 });
    });

    it('refuses a store that cannot', async () => {
      const plain = { find: store.find, count: store.count } as unknown as ActivityStore;
      const erasing = service(undefined, plain).erase(ID, { mode: 'delete', dryRun: false });
      await expect(erasing).rejects.toThrow(ErasureNotSupportedError);
    });

    it('exports all and only the person’s records, after what waits was stored', async () => {
      const late = activity({ user_id: ID, created_time: at(70_000) });
      let waiting = [late];
      const flush = async (): Promise<void> => void (await store.insert(waiting.splice(0)));
      const told: unknown[] = [];
      const { content } = service({ flush }).export(ID, { ended: (outcome) => void told.push(outcome) });
      const lines = (await text(content)).trimEnd().split('\n').map(parseRecord);
      expect(lines).toEqual(await store.find({ user_id: ID }, { sort: { created_time: 1, _id: 1 } }));
      expect(lines).toHaveLength(23);
      await expect.poll(() => told).toEqual([{ records: 23, complete: true }]);
      expect(() => service().export('')).toThrow(/userId must be/);
      waiting = [];
    });
  });
}

describeErasure('erasure in memory', () => {
  const store = new InMemoryActivityStore();
  return {
    store,
    dump: async () => Buffer.concat((await store.find({})).map((record) => Buffer.from(mongo.BSON.serialize(record)))),
    restore: (records) => store.insert(records),
  };
});

describeWithMongo('with MongoDB', (uri) => {
  const host = createConnection(uri, { dbName: `erasure_${process.pid}` });
  let stores: MongoActivityStore[] = [];
  let number = 0;

  beforeAll(() => host.asPromise());
  beforeEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
    await host.dropDatabase();
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await host.dropDatabase();
    await host.close();
  });

  describeErasure('erasure', () => {
    const collectionName = `logs_${++number}`;
    const store = new MongoActivityStore({ uri, dbName: host.name, collectionName, warn: () => {} });
    stores.push(store);
    return {
      store,
      restore: (records) => host.collection(collectionName).insertMany(records),
      dump: async () => {
        const collections = await host.db!.collections();
        const documents = await Promise.all(collections.map((each) => each.find({}, { raw: true }).toArray()));
        return Buffer.concat(documents.flat() as unknown as Buffer[]);
      },
    };
  });
});

describeWithMongo('An erasure with statistics counted ahead', (uri) => {
  const host = createConnection(uri);
  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  it.each(['delete', 'pseudonym'] as const)(
    'by %s leaves no byte of the person in them, and the same totals',
    async (mode) => {
      const collectionName = `log_${mode}`;
      await host.asPromise();
      const store = new MongoActivityStore({ connection: host, collectionName, warn: () => {} });
      await store.insert([...own(), ...others()]);
      await store.statistics.rebuild();
      const db = host.db!;
      const rollups = db.collection(`${collectionName}_rollups`);
      // As the upkeep makes days of hours, which it does once they have settled.
      const hours = await rollups.find({ '_id.level': 'hour' }).toArray();
      await rollups
        .insertMany(
          hours.map(({ _id, ...rest }) => ({
            ...rest,
            _id: {
              ..._id,
              level: 'day',
              start: new Date(Math.floor(Number((_id as unknown as { start: Date }).start) / 86_400_000) * 86_400_000),
            },
          })) as never[],
          { ordered: false },
        )
        .catch(() => {});
      const dump = async () =>
        JSON.stringify(
          await Promise.all(
            (await db.collections())
              .filter(({ collectionName: name }) => name.startsWith(collectionName))
              .map((each) => each.find().toArray()),
          ),
        );
      expect(await dump()).toMatch(new RegExp(`"level":"day"[^}]*\\}[^]*${ID}`));
      const subjects = new SubjectDataService(store, new ExportService(), {
        invalidate: (span) => store.statistics.invalidate(span),
        recount: async (span) => void (await store.statistics.rebuild(span)),
      });
      await subjects.erase(ID, { mode, dryRun: false, also: [NAME] });
      const left = await dump();
      for (const text of PERSONAL) expect(left).not.toContain(text);
      const total = async () => {
        const { slots } = await store.statistics.query({ edges: [at(-1e9), at(1e9)], by: 'all' });
        return slots[0]!.sum().calls;
      };
      expect(await total()).toBe(await store.count({}, 10_000));
      await store.close();
    },
  );
});
