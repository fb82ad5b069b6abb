import { Readable } from 'node:stream';
import type { ActivityLog } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { AppPair } from './fixtures/app-pair.js';

const AT = new Date('2024-05-31T08:30:00Z');
const throwing = (): never => {
  throw new Error('of the host');
};

const EVENTS: [string, Record<string, unknown>, Partial<ActivityLog>][] = [
  ['what is right', { userId: 7, at: AT, traceId: 't' }, { user_id: 7, created_time: AT, trace_id: 't' }],
  ['a BigInt for a user', { userId: 10n }, { user_id: '10' }],
  ['an invalid date', { at: new Date(Number.NaN) }, { created_time: expect.any(Date) as never }],
  ['text for a date', { at: '2024-05-31' }, { created_time: expect.any(Date) as never }],
  ['a number for a date', { at: 0 }, { created_time: expect.any(Date) as never }],
  ['a trace id that throws', { traceId: { toBSON: throwing } }, { trace_id: null }],
  ['a trace id that BSON takes for its own', { traceId: { _bsontype: 'ObjectId' } }, { trace_id: null }],
  ['an empty user', { userId: '' }, { user_id: null }],
  ['a user that is no number', { userId: Number.NaN }, { user_id: null }],
  ['an operator for a user', { userId: { $ne: null } }, { user_id: null }],
  ['an address that is none', { clientIp: '<script>' }, { client_ip_address: null }],
  ['an object for an address', { clientIp: {} }, { client_ip_address: null }],
];

const circular: Record<string, unknown> = { a: 1 };
circular['self'] = circular;

/** Untyped data, and the body of the record. */
const DATA: [string, unknown, unknown][] = [
  ['a circle', circular, { a: 1, self: '***CIRCULAR***' }],
  ['a BigInt beyond 64 bits', { n: 2n ** 70n }, { n: '1180591620717411303424' }],
  ['an invalid date', { d: new Date(Number.NaN) }, { d: null }],
  ['a getter with effects', Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: throwing }), expect.objectContaining({ a: 1 })],
  ['a map, a set, an error, a URL', { m: new Map([['a', 1]]), s: new Set([1]), e: new TypeError('no'), u: new URL('https://a.b/c') }, { m: { a: 1 }, s: [1], e: { name: 'TypeError', message: 'no' }, u: 'https://a.b/c' }],
  ['bytes', { b: Buffer.alloc(12), v: new Blob(['abc']) }, { b: '***BINARY 12 bytes***', v: '***BINARY 3 bytes***' }],
  ['numbers beyond 2^53', { n: 2 ** 60 }, { n: 2 ** 60 }],
]; // prettier-ignore

describeWithMongo('odd events of a host', () => {
  let apps: AppPair;
  const started = Date.now();

  beforeEach(async () => {
    apps = await AppPair.start('express');
  });
  afterEach(() => apps.close());

  it.each(EVENTS)('%s', async (_, given, expected) => {
    const records = await apps.trackAll([{ event: 'first' }, { event: 'odd', ...given }, { event: 'last' }]);
    expect(records.map(({ url_name }) => url_name).toSorted()).toEqual(['first', 'last', 'odd']);
    const record = records.find(({ url_name }) => url_name === 'odd')!;
    expect(record).toMatchObject(expected);
    // Never 1970: a record that expires by its time would be gone at once.
    expect(record.created_time.getTime()).toBeGreaterThanOrEqual(Math.min(started, AT.getTime()));
  });

  it.each(DATA)('%s, as data', async (_, data, body) => {
    const records = await apps.trackAll([{ event: 'odd', data }]);
    expect(records).toMatchObject([{ url_name: 'odd', body }]);
  });

  it('does not read a stream given as data', async () => {
    const stream = Readable.from(['not to be read']);
    const [record] = await apps.trackAll([{ event: 'odd', data: { stream } }]);
    expect(record!.body).toEqual({ stream: '***STREAM***' });
    expect([stream.readableFlowing, stream.readableLength]).toEqual([null, 0]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['an array of 100,000', () => Array.from({ length: 100_000 }, (_, index) => index), /TRUNCATED/],
    [
      'an object of 1,000,000 keys',
      () => Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`k${index}`, index])),
      /TRUNCATED/,
    ],
  ])('truncates %s and marks the cut', async (_, make, marker) => {
    const [record] = await apps.trackAll([{ event: 'odd', data: make() }]);
    const body = JSON.stringify(record!.body);
    expect(body).toMatch(marker);
    expect(body.length).toBeLessThan(1_000_000);
  });

  it('does not record later changes of the data', async () => {
    const data = { items: [{ name: 'lamp' }] };
    apps.service.track({ event: 'odd', namespace: 'changed', data });
    data.items[0]!.name = 'chair';
    data.items.length = 0;
    const [record] = await apps.service.flush().then(() => apps.service.find({ namespace: 'changed' }));
    expect(record!.body).toEqual({ items: [{ name: 'lamp' }] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a name that is none', { event: Symbol('x') }],
    ['a name that BSON takes for its own', { event: { _bsontype: 'Long' } }],
    ['a name that throws', { event: { toBSON: throwing } }],
    ['a name of 17 MB', { event: 'x'.repeat(17_000_000) }],
    ['a namespace that throws', { event: 'odd', namespace: { toBSON: throwing } }],
    ['a date that throws', { event: 'odd', at: Object.create(Date.prototype) }],
  ])('loses at most one record for %s, and delays nothing', async (_, odd) => {
    const records = await apps.trackAll([{ event: 'first' }, odd, { event: 'last' }]);
    const names = records.map(({ url_name }) => url_name);
    expect(names).toEqual(expect.arrayContaining(['first', 'last']));
    expect(apps.service.stats()).toMatchObject({ waiting: 0, storeAway: false, retries: 0 });
  });
});
