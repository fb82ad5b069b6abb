import { Types } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongoStore } from '../../../test/describe-with-mongodb-store.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { SecurityService } from './security.service.js';

const NOW = Date.UTC(2024, 4, 31, 12);
const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(NOW - hours * HOUR);
const DAY = { from: at(24), to: new Date(NOW) };
const QUESTION = { names: ['ada@shop.example'], signIns: ['AuthController.login'] };
const CURL = { 'user-agent': 'curl/8.0' };
const LOGIN = { namespace: 'AuthController', url_name: 'login', method: 'POST' };

let made = 0;
const call = (hours: number, change: Partial<ActivityLog> = {}): ActivityLog =>
  activity({
    _id: new Types.ObjectId((++made).toString(16).padStart(24, '0')),
    user_id: 7,
    created_time: at(hours),
    country: 'Germany',
    client_ip_address: '192.0.2.1',
    headers: CURL,
    ...change,
  });

const RECORDS = [
  call(100 * 24, { country: 'Japan' }),
  call(30, { user_id: '7' }),
  call(5, { country: 'Japan', client_ip_address: '2001:db8:1:2::3', headers: { USER_AGENT: 'Firefox/1' } }),
  call(4, { client_ip_address: '192.0.2.200' }),
  call(3, { ...LOGIN, status_code: 201 }),
  call(3, { ...LOGIN, status_code: 400 }),
  ...Array.from({ length: 10 }, (_, i) => call(2 - i / 1_000, { status_code: 403 })),
  ...[7, '7', 'ada@shop.example', 7, 7].map((attempted, i) =>
    call(1 - i / 1_000, { ...LOGIN, user_id: null, status_code: 401, attempted }),
  ),
  call(1, { ...LOGIN, user_id: null, status_code: 401, attempted: 'bob' }),
  call(6, { user_id: 8, country: 'France' }),
];

function describeSecurity(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    let store: ActivityStore;

    beforeAll(async () => {
      store = makeStore();
      await store.open();
      await store.insert(RECORDS);
    });
    afterAll(() => store.close());

    it('tells what is new, refused and failed for a person, and where it is impossible to be', async () => {
      const { anomalies, countries, networks, devices, ...figures } = await new SecurityService(store).of(
        7,
        DAY,
        QUESTION,
      );
      expect(figures).toEqual({
        refused: 10,
        sign_ins: 1,
        failed_sign_ins: 5,
        compared_from: at(91 * 24),
        counted: 15,
        complete: true,
      });
      expect(anomalies.map(({ rule, evidence }) => [rule, evidence.records.length, evidence.values])).toEqual([
        ['failed_sign_in_burst', 5, { calls: 5, seconds: 14, attempted: '7' }],
        ['refused_burst', 10, { calls: 10, seconds: 32 }],
        ['impossible_travel', 2, { from: 'Japan', to: 'Germany', km: 8_995, minutes: 60 }],
        ['new_country', 1, { country: 'Japan' }],
        ['new_network', 1, { network: '2001:db8:1::/48' }],
        ['new_device', 1, { device: 'Firefox' }],
      ]);
      expect(anomalies.at(-1)!.evidence.records).toEqual([String(RECORDS[2]!._id)]);
      const marks = (values: typeof countries) => values.map(({ value, is_new }) => [value, is_new]);
      expect(marks(countries)).toEqual([
        ['Germany', false],
        ['Japan', true],
      ]);
      expect(marks(networks)).toEqual([
        ['192.0.2.0/24', false],
        ['2001:db8:1::/48', true],
      ]);
      expect(marks(devices)).toEqual([
        ['curl', false],
        ['Firefox', true],
      ]);
    });

    it('has nothing to say of a person without calls', async () => {
      expect(await new SecurityService(store).of('unknown', DAY, { names: [], signIns: [] })).toMatchObject({
        anomalies: [],
        countries: [],
        failed_sign_ins: 0,
        counted: 0,
        complete: true,
      });
    });

    it('reports failed sign-ins that could not be counted in time', async () => {
      const slow = Object.create(store) as ActivityStore;
      slow.find = (filter, options) =>
        JSON.stringify(filter).includes('attempted')
          ? Promise.reject(new StoreTimeoutError('too slow'))
          : store.find(filter, options);
      expect(await new SecurityService(slow).of(7, DAY, QUESTION)).toMatchObject({
        failed_sign_ins: null,
        refused: 10,
      });
    });
  });
}

describeSecurity('Security of a person in memory', () => new InMemoryActivityStore());

describeWithMongoStore('Security of a person in MongoDB', 'security', (makeStore) => describeSecurity('', makeStore));
