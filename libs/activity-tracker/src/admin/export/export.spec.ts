import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Decimal128 } from 'mongodb';
import { createConnection, Types } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCursors } from '../../../test/open-cursors.js';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { readInBatches } from '../stream-records.js';
import { textOfCell } from './csv.js';
import type { ExportFormat } from './export-formats.js';
import { ExportService, type ExportOptions } from './export.service.js';
import { parseRecord } from '../../record/extended-json.js';

const harSchema = createRequire(import.meta.url)('har-schema') as Record<string, object>;
const service = new ExportService();

async function* each(records: readonly ActivityLog[]): AsyncGenerator<ActivityLog> {
  yield* records;
}
const exported = (format: ExportFormat, records: readonly ActivityLog[], options?: ExportOptions): Promise<string> =>
  text(service.export(format, each(records), options).content);

/** What a client can send, and what a host can put into a custom event. */
const odd = activity({
  user_id: 'ann "7", =1+1',
  body: JSON.parse(
    '{"$oid":"x","$date":1,"％24oid":2,"％％24x":3,"__proto__":{"a":1},"$gt":{"$ref":1},"":[null,true,"\\r\\n"]}',
  ),
  response: { when: new Date(1.5e12), far: new Date(8e15), id: new Types.ObjectId(), n: [0.1, 2 ** 40, -5, 1e300] },
  sid: 'x',
  price: Decimal128.fromString('1.50'),
  event_name: 'Redeem "card"',
  truncated: { body: 100_000 },
});
const event = activity({ method: null, url_path: null, api: null, status_code: null, event_name: 'job' });

describe('NDJSON', () => {
  it('has one record a line, which read back are equal', async () => {
    const records = [activity({ user_id: 0, body: { a: 1 } }), odd, event];
    const lines = (await exported('ndjson', records)).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map(parseRecord)).toEqual(records);
  });

  it('reads back whatever JSON a client sends', async () => {
    const names = fc.string({ unit: fc.constantFrom('$', '％', '2', '4', 'o', 'i', 'd', '"', '\n') });
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), tie('object'), fc.array(tie('value'))),
      object: fc.dictionary(fc.oneof(names, fc.constantFrom('$oid', '$numberLong', '$binary')), tie('value')),
    })).value;
    await fc.assert(
      fc.asyncProperty(json, async (body) => {
        const record = activity({ body });
        expect(parseRecord((await exported('ndjson', [record])).trimEnd())).toEqual(record);
      }),
    );
  });

  it('is what mongoimport reads: types are those of Extended JSON', async () => {
    const record = activity({ body: { $oid: 'x' } });
    const [line] = (await exported('ndjson', [record])).split('\n');
    expect(JSON.parse(line!)).toMatchObject({
      _id: { $oid: record._id.toHexString() },
      created_time: { $date: '2024-05-06T12:00:00.000Z' },
      execution_time: 0.012,
      body: { '％24oid': 'x' },
    });
  });
});

describe('CSV', () => {
  const rows = async (records: readonly ActivityLog[], options?: ExportOptions): Promise<Record<string, string>[]> =>
    parse(await exported('csv', records, options), { columns: true, record_delimiter: '\r\n', bom: options?.bom });
  const INERT = /^(?![\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|[\t\r\n])/u;

  it('has a column for each field and claim, and the rest in one', async () => {
    const [row] = await rows([odd], { payloadKeys: ['sid', 'company_id'] });
    expect(row).toMatchObject({
      _id: odd._id.toHexString(),
      user_id: odd.user_id,
      created_time: '2024-05-06T12:00:00.000Z',
      execution_time: '0.012',
      country: '',
      event_name: 'Redeem "card"',
      truncated: '{"body":100000}',
      sid: 'x',
      company_id: '',
      other: '{"price":{"$numberDecimal":"1.50"}}',
    });
    expect(JSON.parse(row!['response']!)).toMatchObject({ when: { $date: '2017-07-14T02:40:00.000Z' } });
  });

  it.each([
    '=HYPERLINK("http://x","y")',
    '+1',
    '-1+2|cmd',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\tx',
    ' =1',
    '\u00a0=1',
    '\ufeff=1',
    '\u200b=1',
    '\0=1',
    '＝1',
    '＋1',
    '－1',
    '＠SUM(1)',
    "'=1",
    "'",
    'a,"b"\r\n=c',
    '007',
    '',
    'x',
  ])('makes %j inert and gives it back', async (value) => {
    const [row] = await rows([activity({ api: value })]);
    expect(row!['api']).toMatch(INERT);
    expect(textOfCell(row!['api']!)).toBe(value);
  });

  it('gives back any text, in any column', async () => {
    const hostile = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '＝', "'", '"', ',', ';', '\r', '\n', '\t', ' ', 'a'),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, fc.string()), fc.oneof(hostile, fc.string()), async (api, sid) => {
        const parsed = await rows([activity({ api, sid }), activity()], { payloadKeys: ['sid'] });
        expect(parsed).toHaveLength(2);
        for (const cell of [parsed[0]!['api']!, parsed[0]!['sid']!]) expect(cell).toMatch(INERT);
        expect([parsed[0]!['api']!, parsed[0]!['sid']!].map(textOfCell)).toEqual([api, sid]);
      }),
    );
  });

  it('leaves numbers, and the name of a claim is as inert as a value', async () => {
    const csv = await exported('csv', [activity({ user_id: -5, '=x': 1 })], { payloadKeys: ['=x'] });
    const [row] = parse(csv, { columns: true });
    expect(row).toMatchObject({ user_id: '-5', "'=x": '1' });
  });

  it('begins with a byte order mark where that is wanted', async () => {
    expect((await exported('csv', [])).charCodeAt(0)).not.toBe(0xfeff);
    expect((await exported('csv', [], { bom: true })).charCodeAt(0)).toBe(0xfeff);
    expect(await rows([activity()], { bom: true })).toMatchObject([{ user_id: '7' }]);
  });
});

describe('HAR', () => {
  const ajv = new Ajv({ strict: false, formats: fullFormats });
  ajv.addMetaSchema(draft6);
  const validate = ajv.addSchema(Object.values(harSchema)).getSchema('har.json#')!;
  const har = async (...records: ActivityLog[]) => {
    const parsed = JSON.parse(await exported('har', records)) as { log: { entries: Entry[] } };
    void validate(parsed);
    expect(validate.errors).toBeNull();
    return parsed.log.entries;
  };
  interface Entry {
    startedDateTime: string;
    time: number;
    comment?: string;
    request: { url: string; postData?: object; queryString: object[]; headers: object[]; bodySize: number };
    response: { status: number; statusText: string; redirectURL: string; content: object };
  }

  it('is valid, also of nothing', async () => {
    expect(await har()).toEqual([]);
  });

  it('tells a call', async () => {
    const [entry] = await har(
      activity({
        method: 'POST',
        api: 'https://shop.example/orders?page=2&q=a%20b',
        headers: { host: 'shop.example', 'content-type': 'application/json', 'set-cookie': ['a', 'b'] },
        body: { card: '***FILTERED***' },
        response: { id: 1 },
        response_headers: { 'content-type': 'application/json; charset=utf-8', location: '/orders/1' },
        status_code: 201,
        created_time: at(3),
        execution_time: 0.25,
      }),
    );
    expect(entry).toMatchObject({
      startedDateTime: '2024-05-06T12:03:00.000Z',
      time: 250,
      request: {
        method: 'POST',
        url: 'https://shop.example/orders?page=2&q=a%20b',
        queryString: [
          { name: 'page', value: '2' },
          { name: 'q', value: 'a b' },
        ],
        postData: { mimeType: 'application/json', text: '{"card":"***FILTERED***"}' },
      },
      response: {
        status: 201,
        statusText: 'Created',
        redirectURL: '/orders/1',
        content: { size: 8, mimeType: 'application/json; charset=utf-8', text: '{"id":1}' },
      },
    });
    expect(entry!.request.headers).toContainEqual({ name: 'set-cookie', value: 'b' });
  });

  it('gives form fields as parameters', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const [entry] = await har(activity({ headers, body: { a: '1', b: ['2', '3'] } }));
    expect(entry!.request.postData).toEqual({
      mimeType: 'application/x-www-form-urlencoded',
      params: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
        { name: 'b', value: '3' },
      ],
    });
  });

  it.each<[string, Partial<ActivityLog>, object]>([
    [
      'the client left before an answer',
      { status_code: null, outcome: 'aborted' },
      { response: { status: 0 }, comment: 'outcome: aborted' },
    ],
    [
      'bodies were not kept',
      { body: { omitted: 'type', type: 'image/png', size: 9 }, response: { omitted: 'stream', type: null, size: 7 } },
      { request: { bodySize: 9, postData: { mimeType: 'image/png' } }, response: { content: { size: 7 } } },
    ],
    [
      'bodies were cut',
      { truncated: { body: 70_000, response: 80_000 }, body: {} },
      { request: { bodySize: 70_000 }, response: { content: { size: 80_000 } } },
    ],
    [
      'bodies are kept as text',
      { body: '{"a":1}', response: '[]' },
      { request: { postData: { text: '{"a":1}' } }, response: { content: { text: '[]' } } },
    ],
    [
      'the URL is a path',
      { api: '/a?b=1', headers: { host: 'shop.example', 'x-forwarded-proto': 'https' } },
      { request: { url: 'https://shop.example/a?b=1' } },
    ],
    [
      'the URL is a path and nothing says where',
      { api: '/a', headers: {} },
      { request: { url: 'http://host.invalid/a' } },
    ],
    ['the host is none', { api: '/a', headers: { host: 'a b' } }, { request: { url: 'http://host.invalid/a' } }],
    [
      'the URL is none',
      { api: 'http://[', url_path: '/a' },
      { request: { url: 'http://host.invalid/http%3A%2F%2F%5B' } },
    ],
    [
      'the URL holds what URLs do not',
      { api: 'http://x/ä b?q=***FILTERED***&"=\\' },
      { request: { url: 'http://x/%C3%A4%20b?q=***FILTERED***&%22=%5C' } },
    ],
    ['there is no URL', { api: null, url_path: null }, { request: { url: 'http://host.invalid/' } }],
    [
      'Django wrote the record',
      { headers: undefined, response: undefined, truncated: undefined, execution_time: undefined },
      { time: 0 },
    ],
  ])('is valid where %s', async (_what, fields, expected) => {
    expect((await har(activity(fields)))[0]).toMatchObject(expected);
  });

  it('is valid whatever a client asks for', async () => {
    const odds = fc.string({
      unit: fc.constantFrom('/', '?', '#', '%', '[', ']', '\\', '^', '|', ' ', '"', 'a', ':', '@'),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(odds, fc.string(), fc.webUrl(), fc.constant('javascript:alert(1)')), async (api) => {
        const [entry] = await har(activity({ api, url_path: api }), activity({ api: `http://x${api}` }));
        expect(entry!.request.url).toMatch(/^https?:/);
      }),
    );
  });

  it('leaves out what is no request', async () => {
    expect(await har(event, activity(), event, activity())).toHaveLength(2);
  });
});

describe('every format', () => {
  it.each<[ExportFormat, RegExp]>([
    ['ndjson', /^application\/x-ndjson/],
    ['csv', /^text\/csv/],
    ['har', /^application\/json/],
  ])('%s says its type and how it ended', async (format, type) => {
    const told: unknown[] = [];
    const { content, contentType, extension } = service.export(format, each([odd, activity()]), {
      ended: (outcome) => void told.push(outcome),
    });
    expect([contentType, extension]).toEqual([expect.stringMatching(type), format]);
    await text(content);
    await expect.poll(() => told).toEqual([{ records: 2, complete: true }]);
  });

  it.each([[0], [1], [100]])('reports a disconnected client after %i chunks', async (pieces) => {
    const told: unknown[] = [];
    async function* endless(): AsyncGenerator<ActivityLog> {
      for (;;) yield activity();
    }
    const { content } = service.export('ndjson', endless(), { ended: (outcome) => void told.push(outcome) });
    const reading = content[Symbol.asyncIterator]();
    for (let n = 0; n < pieces; n++) await reading.next();
    content.destroy();
    await expect.poll(() => told).toMatchObject([{ complete: false }]);
  });

  it('reads no further than the client does', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<ActivityLog> {
      for (; read < 100_000; read++) yield activity();
    }
    const { content } = service.export('csv', source());
    await content[Symbol.asyncIterator]().next();
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBeLessThan(2_000);
    content.destroy();
  });

  it('fails when reading the records fails', async () => {
    async function* broken(): AsyncGenerator<ActivityLog> {
      yield activity();
      throw new Error('store away');
    }
    await expect(text(service.export('har', broken()).content)).rejects.toThrow('store away');
  });
});

describe('from a store', () => {
  const records = Array.from({ length: 700 }, (_, n) => activity({ created_time: at(n), body: { n } }));
  const readBack = async (store: ActivityStore): Promise<ActivityLog[]> => {
    const { content } = service.export('ndjson', readInBatches(store, {}, { order: 'oldest' }));
    return (await text(content)).trimEnd().split('\n').map(parseRecord);
  };

  it('in memory, NDJSON imported again is the same', async () => {
    const store = new InMemoryActivityStore();
    await store.insert(records);
    expect(await readBack(store)).toEqual(records);
  });

  describeWithMongo('with MongoDB', (uri) => {
    const dbName = `export_${process.pid}`;
    const host = createConnection(uri, { dbName });
    const settings = { uri, dbName, warn: () => {} };
    const store = new MongoActivityStore({ ...settings, collectionName: 'exported' });
    const open = () => openCursors(host.db!, `${host.name}.exported`);

    beforeAll(async () => {
      await host.asPromise();
      await store.insert([...records, odd]);
    });
    afterAll(async () => {
      await store.close();
      await host.dropDatabase();
      await host.close();
    });

    it('NDJSON imported again is the same', async () => {
      const imported = new MongoActivityStore({ ...settings, collectionName: 'imported' });
      await imported.insert(await readBack(store));
      const [before, after] = await Promise.all([store.find({}), imported.find({})]);
      expect(after).toEqual(before);
      expect(after).toHaveLength(701);
      await imported.close();
    });

    it('closes the cursor when the client disconnects', async () => {
      const controller = new AbortController();
      const { content } = service.export('csv', readInBatches(store, {}, { signal: controller.signal }));
      content.on('error', () => {});
      await content[Symbol.asyncIterator]().next();
      await expect.poll(open).toBe(1);
      content.destroy();
      controller.abort();
      await expect.poll(open).toBe(0);
    });
  });
});
