import type { ActivityLog } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../support/describe-with-mongodb.js';
import { AppPair } from './fixtures/app-pair.js';

const AT = new Date('2024-05-31T08:30:00Z');
const throwing = (): never => {
  throw new Error('of the host');
};

/** What a host without types may give to `track()`, and what the record holds then. */
const EVENTS: [string, Record<string, unknown>, Partial<ActivityLog>][] = [
  ['what is right', { userId: 7, at: AT, traceId: 't' }, { user_id: 7, created_time: AT, trace_id: 't' }],
  ['W8: a BigInt for a user', { userId: 10n }, { user_id: '10' }],
  ['W9: an invalid date', { at: new Date(Number.NaN) }, { created_time: expect.any(Date) as never }],
  ['W9: text for a date', { at: '2024-05-31' }, { created_time: expect.any(Date) as never }],
  ['W9: a number for a date', { at: 0 }, { created_time: expect.any(Date) as never }],
  ['W10: a trace id that throws', { traceId: { toBSON: throwing } }, { trace_id: null }],
  ['W1: a trace id that BSON takes for its own', { traceId: { _bsontype: 'ObjectId' } }, { trace_id: null }],
  ['J7: an empty user', { userId: '' }, { user_id: null }],
  ['J7: a user that is no number', { userId: Number.NaN }, { user_id: null }],
  ['J8: an operator for a user', { userId: { $ne: null } }, { user_id: null }],
  ['X4: an address that is none', { clientIp: '<script>' }, { client_ip_address: null }],
  ['X4: an object for an address', { clientIp: {} }, { client_ip_address: null }],
];

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

  it.each<[string, Record<string, unknown>]>([
    ['a name that is none', { event: Symbol('x') }],
    ['a name that BSON takes for its own', { event: { _bsontype: 'Long' } }],
    ['a name that throws', { event: { toBSON: throwing } }],
    ['a name of 17 MB', { event: 'x'.repeat(17_000_000) }],
    ['a namespace that throws', { event: 'odd', namespace: { toBSON: throwing } }],
    ['a date that throws', { event: 'odd', at: Object.create(Date.prototype) }],
  ])('%s costs at most its own record, and nothing waits because of it', async (_, odd) => {
    const records = await apps.trackAll([{ event: 'first' }, odd, { event: 'last' }]);
    const names = records.map(({ url_name }) => url_name);
    expect(names).toEqual(expect.arrayContaining(['first', 'last']));
    expect(apps.service.stats()).toMatchObject({ waiting: 0, storeAway: false, retries: 0 });
  });
});
