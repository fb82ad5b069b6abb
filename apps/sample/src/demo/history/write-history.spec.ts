import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../../libs/activity-tracker/test/describe-with-mongodb.js';
import { createApp } from '../../app.factory.js';
import { DEMO_ACCOUNTS } from '../demo-accounts.js';
import { demonstrationRecords } from './demonstration-records.js';
import { historySize, writeHistory } from './write-history.js';

const END = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;
const COUNT = 3_000;

describe('demonstrationRecords', () => {
  const records = [...demonstrationRecords(COUNT, 28, END)];
  const usersOf = (some: typeof records) => new Set(some.map(({ user_id }) => user_id));

  it('makes the same ones each time, all marked, within four weeks', () => {
    expect([...demonstrationRecords(COUNT, 28, END)]).toEqual(records);
    expect(records).toHaveLength(COUNT);
    expect(records.every(({ demonstration }) => demonstration === true)).toBe(true);
    const times = records.map(({ created_time }) => (created_time as Date).getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(END - 28 * DAY_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(END);
  });

  it('has many people and countries, including the sample accounts, and names that no new user can register', () => {
    const users = usersOf(records);
    expect(users.size).toBeGreaterThan(100);
    for (const id of users) {
      if (typeof id === 'number') expect(id).toBeLessThanOrEqual(DEMO_ACCOUNTS.length);
      else if (id !== null) expect(id).toMatch(/^demo-\d{3}$/);
    }
    expect(users).toContain(1);
    expect(new Set(records.map(({ country }) => country)).size).toBeGreaterThan(8);
  });

  it('has people sign in with their own address', () => {
    const addresses = new Map<unknown, Set<unknown>>();
    for (const { url_name, user_id, body } of records) {
      if (url_name !== 'login') continue;
      addresses.set(user_id, (addresses.get(user_id) ?? new Set()).add((body as { email: string }).email));
    }
    expect(addresses.get(1)).toEqual(new Set([DEMO_ACCOUNTS[0]!.email]));
    expect([...addresses.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it('has people call one thing after the other, and the incidents', () => {
    const since = (hoursAgo: number, minutes: number) =>
      records.filter(({ created_time }) => {
        const time = (created_time as Date).getTime() - (END - hoursAgo * 3_600_000);
        return time >= 0 && time < minutes * 60_000;
      });
    const overloaded = since(51, 50);
    expect(overloaded.filter(({ status_code }) => Number(status_code) >= 500).length).toBeGreaterThan(
      overloaded.length / 5,
    );
    const logins = records.filter(({ url_name }) => url_name === 'login').length;
    expect(COUNT / logins).toBeGreaterThan(2);
  });
});

function promises(name: string, env: NodeJS.ProcessEnv) {
  let app: INestApplication;
  afterEach(() => app.close());

  it(`is written once: ${name}`, async () => {
    app = await createApp('express', env);
    await app.init();
    const tracker = app.get(ActivityTrackerService);
    const progress: number[] = [];
    expect(await writeHistory(app, { ...env, SAMPLE_HISTORY: '1500' }, (done) => progress.push(done))).toBe(1_500);
    expect(progress).toEqual([1_000, 1_500]);
    await tracker.flush();
    expect(await tracker.count({ demonstration: true })).toBe(1_500);
    const [said] = await tracker.find({ event_name: 'Demonstration history written' });
    expect(said?.body).toEqual({ records: 1_500, days: 28, marked_by: 'demonstration: true' });

    expect(await writeHistory(app, env)).toBe(0);
    expect(await tracker.count({ demonstration: true })).toBe(1_500);
  });

  it(`is left out where none is wanted: ${name}`, async () => {
    app = await createApp('express', env);
    await app.init();
    expect(await writeHistory(app, { ...env, SAMPLE_HISTORY: '0' })).toBe(0);
  });
}

describe('the history in memory', () => promises('memory', { SAMPLE_STORE: 'memory' }));

describeWithMongo('the history in MongoDB', (uri) =>
  promises('MongoDB', { MONGODB_URI: uri, SAMPLE_DB: `history-${randomUUID()}` }),
);

describe('SAMPLE_HISTORY', () => {
  it.each([
    [{}, 30_000],
    [{ SAMPLE_STORE: 'memory' }, 8_000],
    [{ SAMPLE_HISTORY: '0' }, 0],
    [{ SAMPLE_HISTORY: '1000000' }, 1_000_000],
  ])('%o asks for %i records', (env, size) => expect(historySize(env)).toBe(size));

  it.each(['', '-1', '1000001', 'off'])('"%s" is refused by name', (SAMPLE_HISTORY) => {
    expect(() => historySize({ SAMPLE_HISTORY })).toThrow(
      `SAMPLE_HISTORY is "${SAMPLE_HISTORY}": must be a whole number of records from 0 to 1,000,000`,
    );
  });
});
