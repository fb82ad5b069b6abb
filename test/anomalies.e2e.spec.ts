import { Controller, Get, HttpCode, Injectable, Post, UnauthorizedException } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import {
  ACTIVITY_ANOMALY,
  type ActivityAnomaly,
  type ActivityTrackerOptions,
  InMemoryActivityStore,
  SignIn,
} from 'nestjs-activity-tracker';
import { createApp } from '../apps/sample/src/app.factory.js';
import { BUYERS } from '../apps/sample/src/demo/demo-accounts.js';
import { ShopClient } from '../apps/sample/src/demo/shop-client.js';
import { activity } from '../libs/activity-tracker/src/storage/port/example-activity.fixture.js';
import { freshDatabase, mongoUri } from '../libs/activity-tracker/test/mongodb.js';
import { ACTIVITY_STORE, type ActivityStore, ActivityTrackerService } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, type Setting, tracked, type TrackedApp } from './support/tracked-app.js';

const HOUR_MS = 3_600_000;
const ROUND_MS = 30_000;

@Controller()
class ShopController {
  @Get('orders')
  orders(): string[] {
    return [];
  }

  @Post('login')
  @HttpCode(200)
  @SignIn('email')
  login(): never {
    throw new UnauthorizedException();
  }
}

@Injectable()
class Notices {
  readonly heard: ActivityAnomaly[] = [];

  @OnEvent(ACTIVITY_ANOMALY)
  hear(anomaly: ActivityAnomaly): void {
    this.heard.push(anomaly);
  }
}

const known = (fields: object = {}) =>
  activity({ user_id: 7, created_time: new Date(Date.now() - 30 * HOUR_MS), country: 'Germany', ...fields });

describe.each(PLATFORMS)('activity.anomaly on %s', (platform) => {
  const apps: { close(): Promise<unknown> }[] = [];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: Date.now() });
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
    vi.useRealTimers();
  });

  const start = async (
    options: ActivityTrackerOptions = {},
    more: Pick<Setting, 'imports'> = {},
  ): Promise<TrackedApp> => {
    const app = await tracked(platform, {
      ...more,
      controllers: [ShopController],
      providers: [Notices],
      options: {
        signal: true,
        ...options,
        admin: {
          anomalies: true,
          describeUsers: (ids) =>
            ids.filter((id) => id === 7).map((id) => ({ id, label: 'Ada', detail: 'ada@shop.example' })),
          ...options.admin,
        },
      },
    });
    apps.push(app);
    return app;
  };
  const heardBy = (app: TrackedApp) => app.nest.get(Notices).heard;
  const rounds = (count: number) => vi.advanceTimersByTimeAsync(count * ROUND_MS);
  const searchedTo = async (store: ActivityStore) => (await store.anomalies!.load())?.getTime() ?? 0;
  const aRound = async (store: ActivityStore) => {
    const before = await searchedTo(store);
    await rounds(1);
    await expect.poll(() => searchedTo(store)).toBeGreaterThan(before);
  };

  it.for(['memory', 'MongoDB'])('tells the application once of what is unusual, in %s', async (place, { skip }) => {
    if (place === 'MongoDB' && mongoUri() === undefined) return skip('no MongoDB can be had here');
    const where: ActivityTrackerOptions =
      place === 'MongoDB' ? { mongo: freshDatabase() } : { storage: { store: new InMemoryActivityStore() } };
    const [one, other] = [await start(where), await start(where)];
    await one.store.insert([known({ headers: { 'user-agent': 'Firefox/1' } })]);
    const begun = Date.now();
    expect((await one.get('/orders', { as: 7, headers: { 'user-agent': 'curl/8' } })).status).toBe(200);
    for (let i = 0; i < 5; i++) await other.post('/login', { email: 'ada@shop.example' });
    for (const app of [one, other]) await app.tracker.flush();
    await aRound(one.store);
    const heard = () => [...heardBy(one), ...heardBy(other)];
    await expect
      .poll(() =>
        heard()
          .map(({ rule }) => rule)
          .toSorted(),
      )
      .toContain('new_device');
    await aRound(one.store);
    await aRound(one.store);
    const of = (rule: string) => heard().filter((each) => each.rule === rule);
    expect(of('new_device')).toEqual([
      {
        user_id: 7,
        rule: 'new_device',
        reason: expect.any(String),
        at: new Date(begun),
        until: new Date(begun),
        evidence: { records: [expect.stringMatching(/^[0-9a-f]{24}$/)], values: { device: 'curl' } },
        compared_from: expect.any(Date),
        found_at: expect.any(Date),
      },
    ]);
    const [{ evidence }] = of('new_device') as [ActivityAnomaly];
    expect(String((await one.records({ url_name: 'orders' }))[0]!._id)).toBe(evidence.records[0]);
    expect(of('failed_sign_in_burst')).toMatchObject([{ evidence: { values: { calls: 5 } } }]);
  });

  it('takes a flood in rounds, each event once, past a listener that throws, while requests are answered', async () => {
    const app = await start({}, { imports: [EventEmitterModule.forRoot()] });
    app.nest.get(EventEmitter2).on(ACTIVITY_ANOMALY, () => {
      throw new Error('the mail server is away');
    });
    const people = Array.from({ length: 100 }, (_, index) => 1_000 + index);
    const unusual = { created_time: new Date(Date.now() - 20_000), country: 'Japan' };
    await app.store.insert(people.flatMap((user_id) => [known({ user_id }), known({ user_id, ...unusual })]));
    await aRound(app.store);
    expect(heardBy(app).length).toBeGreaterThan(0);
    expect(new Set(heardBy(app).map(({ user_id }) => user_id)).size).toBeLessThanOrEqual(30);
    expect((await app.get('/orders', { as: 7 })).status).toBe(200);
    for (let round = 0; round < 4; round++) await aRound(app.store);
    const ofFlood = heardBy(app).filter(({ rule, user_id }) => rule === 'new_country' && user_id !== 7);
    expect(ofFlood.map(({ user_id }) => user_id).sort()).toEqual(people);
    expect(app.tracker.stats().listenerFailures).toBeGreaterThanOrEqual(100);
  });

  it('searches only with admin.anomalies, signal and a listener', async () => {
    for (const options of [{ admin: { anomalies: false } }, { signal: false }, { database: false }]) {
      const app = await start(options);
      const find = vi.spyOn(app.store, 'find');
      await rounds(3);
      expect(heardBy(app)).toEqual([]);
      expect(find).not.toHaveBeenCalled();
    }
  });

  it('says once that the search fails, answers requests meanwhile, and continues', async () => {
    const app = await start();
    await app.store.insert([known()]);
    const acquire = vi.spyOn(app.store.anomalies!, 'acquire').mockRejectedValue(new Error('not authorized'));
    const told = () => app.transcript.lines.filter((line) => /anomalies/i.test(line));
    await rounds(1);
    await expect.poll(told).toEqual([expect.stringContaining('Failed to search for anomalies: not authorized')]);
    await rounds(2);
    expect((await app.get('/orders', { as: 7 })).status).toBe(200);
    await app.tracker.flush();
    acquire.mockRestore();
    await aRound(app.store);
    await expect.poll(told).toEqual([expect.any(String), 'Anomalies are searched again.']);
  });

  it('reaches the customer of the sample shop', async () => {
    const app = await createApp(platform, { SAMPLE_STORE: 'memory' });
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const { email, password } = BUYERS[0]!;
    const client = new ShopClient(url, email, password);
    await client.signIn();
    const store: ActivityStore = app.get(ACTIVITY_STORE, { strict: false });
    const thief = new ShopClient(url, email, 'a wrong password');
    for (let i = 0; i < 5; i++) expect((await thief.signIn()).status).toBe(401);
    await app.get(ActivityTrackerService).flush();
    await aRound(store);
    const notices = async () => (await client.get('/profile/security-notices')).json();
    await expect.poll(notices).toContainEqual({
      text: '5 attempts to sign in to your account failed. Were these yours?',
      at: expect.any(String),
    });
  });
});
