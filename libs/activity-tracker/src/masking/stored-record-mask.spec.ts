import fc from 'fast-check';
import { mongo, Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { StoredRecordMask } from './stored-record-mask.js';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJlLW9mLXRoaXM';
const FILTERED = '***FILTERED***';
const { mask } = new StoredRecordMask({});
const masked = (fields: Record<string, unknown>) =>
  mask({ _id: new Types.ObjectId('65e0a1b2c3d4e5f6a7b8c9d0'), ...fields } as unknown as ActivityLog);

describe('StoredRecordMask', () => {
  it.each<[what: string, stored: Record<string, unknown>, shown: Record<string, unknown>]>([
    [
      'the headers of Django',
      { headers: { AUTHORIZATION: `Bearer ${TOKEN}`, COOKIE: 'sessionid=8f14e45fceea167a', USER_AGENT: 'Firefox' } },
      { headers: { AUTHORIZATION: FILTERED, COOKIE: FILTERED, USER_AGENT: 'Firefox' } },
    ],
    ['headers of text', { headers: `Authorization: Bearer ${TOKEN}` }, { headers: `Authorization: ${FILTERED}` }],
    [
      'the query of the URL',
      { api: 'http://shop.example/reset/?token=s3cr3t-9Q7z&page=2' },
      { api: `http://shop.example/reset/?token=${FILTERED}&page=2` },
    ],
    ['a body', { body: { user: 'anna', password: 'hunter2-9Q7z' } }, { body: { user: 'anna', password: FILTERED } }],
    [
      'a body of JSON in text, and an echo of it',
      { body: '{"password": "hunter2-9Q7z", "n": 1}', response: { detail: 'hunter2-9Q7z is too short' } },
      { body: `{"password": "${FILTERED}", "n": 1}`, response: { detail: `${FILTERED} is too short` } },
    ],
    ['a form', { body: 'user=anna&password=hunter2-9Q7z' }, { body: `user=anna&password=${FILTERED}` }],
    ['a list', { response: [{ access: TOKEN }, { id: 7 }] }, { response: [{ access: FILTERED }, { id: 7 }] }],
    ['a token under a harmless name', { response: { note: TOKEN } }, { response: { note: FILTERED } }],
  ])('masks %s, and says so', (_what, stored, shown) => {
    const { record, fields, isCut } = masked(stored);
    const { _id, ...rest } = record;
    expect(rest).toEqual(shown);
    expect([...fields].sort()).toEqual(Object.keys(stored).sort());
    expect(isCut).toBe(false);
  });

  it('gives back a record without secrets itself, with every type of BSON', () => {
    const record = {
      _id: new Types.ObjectId(),
      api: 'http://shop.example/orders/7/?page=2',
      headers: { USER_AGENT: 'Firefox', CONTENT_LENGTH: '' },
      body: {
        long: new mongo.Long('9007199254740993'),
        decimal: new mongo.Decimal128('7.5'),
        binary: new mongo.Binary(Buffer.from('abc')),
        date: new Date(0),
        pattern: /x/gi,
        id: new Types.ObjectId(),
        code: new mongo.Code('return 1'),
        none: null,
        not: NaN,
        list: [undefined, null, new mongo.MinKey()],
        $ref: 'orders',
      },
      response: '{ "id" : 7,\n "total": 1.50 }',
    } as unknown as ActivityLog;
    expect(mask(record)).toEqual({ record, fields: [], isCut: false });
    expect(mask(record).record).toBe(record);
  });

  it('keeps the types next to what it masks', () => {
    const total = new mongo.Decimal128('7.50');
    const { record } = masked({ response: { total, at: new Date(0), pin: new mongo.Long('1234') } });
    expect(record.response).toEqual({ total, at: new Date(0), pin: FILTERED });
  });

  it('masks by the options of the application', () => {
    const own = new StoredRecordMask({ excludeKeys: ['iban'], removeKeys: ['note'] });
    const { record } = own.mask({ body: { iban: 'DE02', note: 'x', n: 1 } } as unknown as ActivityLog);
    expect(record.body).toEqual({ iban: FILTERED, n: 1 });
  });

  it('says that a text is beyond its work, which the record shows by a mark', () => {
    const text = '{"password":"hunter2-9Q7z"}'.repeat(400_000);
    const { record, isCut } = masked({ body: { text } });
    expect(JSON.stringify(record.body)).not.toContain('hunter2');
    expect(isCut).toBe(true);
  });

  it('leaves a body that is not a number as it is', () => {
    expect(masked({ body: Number.NaN }).fields).toEqual([]);
  });

  it('changes nothing that is masked, and hides each secret', () => {
    const SECRET = 'cANary-7Q9z-x81';
    const key = fc.constantFrom(
      'password',
      'token',
      'Authorization',
      'COOKIE',
      'name',
      'value',
      'a',
      'page',
      'url',
      '$x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom(TOKEN, `password=${SECRET}`, `{"token":"${SECRET}"}`, `http://h/?token=${SECRET}#a`, FILTERED),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.double(),
        fc.boolean(),
        fc.constantFrom(null, new Date(0), new mongo.Long('7')),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const record = fc.record({ headers: value, api: text, url_path: text, body: value, response: value });
    fc.assert(
      fc.property(record, (stored) => {
        const once = masked({ ...stored, response: [stored.response, { password: SECRET }] });
        expect(JSON.stringify(once.record)).not.toContain(SECRET);
        expect(mask(once.record)).toEqual({ record: once.record, fields: [], isCut: expect.anything() });
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
    );
  });
});
