import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { UserNames } from '../people/user-names.js';
import { AnomalySearch, type AnomalySearchNeeds } from './anomaly-search.js';
import { AnomalySchedule } from '../upkeep-schedules.js';
import { anomalyUpkeep } from './anomaly-upkeep.js';
import { SecurityService } from './security.service.js';
import type { ActivityAnomaly } from './security.types.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 30, 12);
const ADA = { id: 7, label: 'Ada', detail: 'ada@shop.example' };

function surroundings(change: Partial<AnomalySearchNeeds> = {}) {
  const clock = { now: START };
  const store = new InMemoryActivityStore({ clock: () => clock.now });
  const heard: ActivityAnomaly[] = [];
  const listeners = { hasAnomalyListeners: true, emitAnomaly: (anomaly: ActivityAnomaly) => void heard.push(anomaly) };
  const needs: AnomalySearchNeeds = {
    store,
    state: store.anomalies,
    security: new SecurityService(store),
    names: new UserNames({ describeUsers: (ids) => ids.filter((id) => String(id) === '7').map(() => ADA) }),
    signIns: () => [],
    listeners,
    lagMs: 15_000,
    ...change,
  };
  const search = () => new AnomalySearch(needs, () => clock.now);
  const call = (change: Partial<ActivityLog> = {}, before = 20_000) =>
    activity({
      user_id: 7,
      created_time: new Date(clock.now - before),
      country: 'Germany',
      client_ip_address: '192.0.2.1',
      headers: { 'user-agent': 'curl/8' },
      ...change,
    });
  const failedSignIns = (attempted: string | number) =>
    Array.from({ length: 5 }, () => call({ user_id: null, status_code: 401, attempted }));
  return { clock, store, heard, listeners, needs, search, call, failedSignIns };
}

describe('AnomalySearch', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('emits what is unusual in new calls of a person, with evidence', async () => {
    const { store, heard, search, call } = surroundings();
    const known = call({}, 30 * MINUTE * 60);
    const unusual = call({ country: 'Japan' });
    await store.insert([known, unusual]);
    await search().maintain();
    expect(heard).toEqual([
      {
        user_id: 7,
        rule: 'new_country',
        reason: expect.stringContaining('First call from this country'),
        at: unusual.created_time,
        until: unusual.created_time,
        evidence: { records: [String(unusual._id)], values: { country: 'Japan' } },
        compared_from: expect.any(Date),
        found_at: new Date(START),
      },
    ]);
  });

  it('emits each anomaly once, also after a restart and for a burst that goes on', async () => {
    const { clock, store, heard, search, call } = surroundings();
    const refused = (count: number) => Array.from({ length: count }, () => call({ status_code: 403 }));
    await store.insert(refused(10));
    const first = search();
    await first.maintain();
    clock.now += MINUTE;
    await store.insert(refused(10));
    await first.maintain();
    clock.now += MINUTE;
    await store.insert(refused(10));
    await search().maintain();
    expect(heard.map(({ rule, evidence }) => [rule, evidence.values])).toEqual([
      ['refused_burst', { calls: 10, seconds: 0 }],
    ]);
  });

  it('searches a time once, and waits until records of a time are stored', async () => {
    const { clock, store, heard, search, call } = surroundings();
    const each = search();
    await store.insert([call({}, 40 * 60 * MINUTE)]);
    await each.maintain();
    await store.insert([call({ country: 'Japan' }, 10_000), call({ country: 'Brazil' }, 30_000)]);
    await each.maintain();
    expect(heard).toEqual([]);
    clock.now += 30_000;
    await each.maintain();
    expect(heard.map(({ evidence }) => evidence.values)).toContainEqual({ country: 'Japan' });
    expect(await store.anomalies.load()).toEqual(new Date(clock.now - 15_000));
  });

  it('looks back an hour at most', async () => {
    const { clock, store, heard, search, call } = surroundings();
    await store.insert([call({}, 40 * 60 * MINUTE), call({ country: 'Japan' })]);
    await store.anomalies.save(new Date(START - 30_000));
    clock.now += 61 * MINUTE;
    await search().maintain();
    expect(heard).toEqual([]);
    await store.insert([call({ country: 'Brazil' }, 59 * MINUTE)]);
    await store.anomalies.save(new Date(START - 30_000));
    await search().maintain();
    expect(heard.map(({ evidence }) => evidence.values)).toContainEqual({ country: 'Brazil' });
  });

  it.each([
    ['an id', '7', 7],
    ['a detail', 'ada@shop.example', 7],
    ['a text of no person', 'eve@evil.example', null],
  ])('emits failed sign-ins with %s', async (_, attempted, user_id) => {
    const { store, heard, needs, search, failedSignIns } = surroundings();
    await needs.names.describe([7]);
    await store.insert(failedSignIns(attempted));
    await search().maintain();
    expect(heard).toMatchObject([
      { rule: 'failed_sign_in_burst', user_id, evidence: { values: { calls: 5, attempted } } },
    ]);
  });

  it('knows the person of an id without names', async () => {
    const { store, heard, search, call, failedSignIns } = surroundings({ names: new UserNames({}) });
    await store.insert([call({}, 30 * MINUTE), ...failedSignIns(7)]);
    await search().maintain();
    expect(heard).toMatchObject([{ rule: 'failed_sign_in_burst', user_id: '7' }]);
  });

  it('reads nothing without listeners, and while another process searches', async () => {
    const { store, needs, listeners, search } = surroundings();
    const find = vi.spyOn(store, 'find');
    vi.spyOn(needs.state!, 'acquire').mockResolvedValueOnce(false);
    await search().maintain();
    listeners.hasAnomalyListeners = false;
    await search().maintain();
    expect(find).not.toHaveBeenCalled();
    expect(await store.anomalies.load()).toBeNull();
  });

  it('looks at 30 people in a round, the others in the next', async () => {
    const { store, needs, search, call } = surroundings();
    const of = vi.spyOn(needs.security, 'of');
    await store.insert(Array.from({ length: 40 }, (_, user_id) => call({ user_id })));
    const each = search();
    await each.maintain();
    expect(of).toHaveBeenCalledTimes(30);
    await each.maintain();
    expect(of).toHaveBeenCalledTimes(40);
    await each.maintain();
    expect(of).toHaveBeenCalledTimes(40);
  });

  it('does not let people wait behind texts of failed sign-ins', async () => {
    const { store, heard, search, call, failedSignIns } = surroundings();
    const flood = Array.from({ length: 100 }, (_, n) => failedSignIns(`eve-${n}@evil.example`)).flat();
    await store.insert([call({}, 30 * 60 * MINUTE), ...flood, call({ country: 'Japan' })]);
    await search().maintain();
    expect(heard.filter(({ user_id }) => user_id === 7)).toMatchObject([{ rule: 'new_country' }]);
    expect(heard).toHaveLength(11);
  });

  it('takes a thousand unusual people at once, in rounds, and emits the anomaly of each once', async () => {
    const { clock, store, heard, search, call } = surroundings();
    const people = Array.from({ length: 1_000 }, (_, index) => 1_000 + index);
    await store.insert(
      people.flatMap((user_id) => [call({ user_id }, 30 * MINUTE * 60), call({ user_id, country: 'Japan' })]),
    );
    const each = search();
    await each.maintain();
    expect(heard.length).toBeLessThan(100);
    for (let round = 0; round < 40; round++) {
      clock.now += 30_000;
      await each.maintain();
    }
    expect(heard.map(({ user_id }) => user_id).sort()).toEqual(people);
    expect(each.skipped).toBe(0);
  });

  it('shows in its health how many people were skipped', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    vi.spyOn(SecurityService.prototype, 'of').mockRejectedValue(new StoreTimeoutError('too slow'));
    const { store, needs, call } = surroundings();
    const life = {
      isOver: false,
      isInUse: true,
      within: async (work: Promise<unknown>) => work,
      registry: () => undefined,
    };
    const schedule = new AnomalySchedule(anomalyUpkeep(needs), life);
    expect(schedule.health()).toEqual({ skipped: 0, failures: 0, down: null });
    await store.insert([1, 2].map((user_id) => call({ user_id, created_time: new Date(Date.now() - 20_000) })));
    await schedule.round();
    expect(schedule.health()).toEqual({ skipped: 2, failures: 0, down: null });
    expect(new AnomalySchedule(undefined, life).health()).toBeNull();
  });

  it('skips people whose calls cannot be read in time, and says so once', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const { store, needs, search, call } = surroundings();
    vi.spyOn(needs.security, 'of').mockRejectedValue(new StoreTimeoutError('too slow'));
    await store.insert([1, 2].map((user_id) => call({ user_id })));
    const each = search();
    await each.maintain();
    expect(each.skipped).toBe(2);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('too slow')]]);
    expect(await store.anomalies.load()).toEqual(new Date(START - 15_000));
  });

  it('goes on past calls whose user id is none', async () => {
    const { store, heard, needs, search, call } = surroundings();
    const nameless = Array.from({ length: 5 }, () => call({ user_id: null, status_code: 401, attempted: '' }));
    const foreign = ['', 7.5, {}, [8], true].map((user_id) => call({ user_id: user_id as string, country: 'Japan' }));
    await store.insert([call({}, 30 * 60 * MINUTE), ...foreign, ...nameless, call({ country: 'Brazil' })]);
    const of = vi.spyOn(needs.security, 'of');
    await search().maintain();
    expect(heard).toMatchObject([{ rule: 'new_country', user_id: 7, evidence: { values: { country: 'Brazil' } } }]);
    expect(of).toHaveBeenCalledTimes(1);
    expect(await store.anomalies.load()).toEqual(new Date(START - 15_000));
  });

  it('repeats a round that fails, with the people it did not reach', async () => {
    const { store, needs, heard, search, call } = surroundings();
    vi.spyOn(needs.security, 'of').mockRejectedValueOnce(new Error('no primary'));
    await store.insert([call({}, 30 * 60 * MINUTE), call({ country: 'Japan' })]);
    const each = search();
    await expect(each.maintain()).rejects.toThrow('no primary');
    expect(await store.anomalies.load()).toBeNull();
    await each.maintain();
    expect(heard).toMatchObject([{ rule: 'new_country' }]);
  });
});
