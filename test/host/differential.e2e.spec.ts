import {
  type CallHandler,
  type DynamicModule,
  type ExecutionContext,
  Module,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ActivityTrackerModule, ActivityTrackerService, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, SECRET, settled } from '../support/tracked-app.js';
import { KINDS } from './fixtures/kinds/index.js';
import { HOSTS, type HostName, type OddApp, startOddApp } from './fixtures/odd-app.js';
import { type Observation, observe } from './fixtures/wire.js';

function tracker(trackAnonymous: boolean): DynamicModule {
  return ActivityTrackerModule.forRoot({
    database: true,
    signal: true,
    storage: { store: new InMemoryActivityStore() },
    jwt: { secret: SECRET, algorithms: ['HS256'] },
    capture: { responseHeaders: true, trackAnonymous },
  });
}

class EmptyInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    return next.handle();
  }
}

@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: EmptyInterceptor }] })
class EmptyInterceptorModule {}

/**
 * What any global interceptor changes in Nest, also one that does nothing: the handler runs some microtasks later, and
 * what it returns is wrapped in an Observable. The tracker has one, so here it is held against a host that has an empty one.
 */
const ANY_INTERCEPTOR = new Set([
  'plain: server-sent events, refused-later',
  'plain: server-sent events, no-observable',
  'plain: middleware that goes on after next()',
  'plain: send() twice',
  'plain: send(), and an exception',
  'plain: two at once, the first hangs, and the client leaves',
]);

/** The same host: alone, with a tracker that records everybody, with one that records signed-in users, and intercepted. */
interface Hosts {
  alone: OddApp;
  everybody: OddApp;
  users: OddApp;
  intercepted: OddApp;
}

async function startHosts(platform: PlatformName, host: HostName): Promise<Hosts> {
  const [alone, everybody, users, intercepted] = await Promise.all([
    startOddApp(platform, host),
    startOddApp(platform, host, [tracker(true)]),
    startOddApp(platform, host, [tracker(false)]),
    startOddApp(platform, host, [EmptyInterceptorModule]),
  ]);
  return { alone, everybody, users, intercepted };
}

async function recordsOf({ nest }: OddApp): Promise<number> {
  await settled();
  const tracker = nest.get(ActivityTrackerService, { strict: false });
  await tracker.flush();
  return tracker.count({});
}

/** How many requests reached the server. */
function requestsIn({ events }: Observation): number {
  return events.filter((event) => /^request [A-Z]{3,} /.test(event)).length;
}

const sent = (platform: PlatformName) => KINDS.filter(({ only = platform }) => only === platform);

describe('the suite', () => {
  it.each(PLATFORMS)('tries more than two hundred kinds of request on %s, each of them once', (platform) => {
    const names = sent(platform).map(({ kind }) => kind);
    expect(names.length).toBeGreaterThan(200);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(PLATFORMS)('the tracker changes nothing on %s', (platform) => {
  const started = new Map<HostName, Hosts>();

  beforeAll(async () => {
    for (const host of Object.keys(HOSTS) as HostName[]) started.set(host, await startHosts(platform, host));
  });
  afterAll(async () => {
    await Promise.all([...started.values()].flatMap((hosts) => Object.values(hosts).map(({ nest }) => nest.close())));
  });

  it.each(sent(platform).map((kind) => [kind.kind, kind] as const))('%s', async (_, kind) => {
    const { alone, everybody, users, intercepted } = started.get(kind.host)!;
    const before = await recordsOf(everybody);
    const [without, withEverybody, withUsers] = await Promise.all([
      observe(ANY_INTERCEPTOR.has(kind.kind) ? intercepted : alone, kind.steps),
      observe(everybody, kind.steps),
      observe(users, kind.steps),
    ]);

    expect(without.events).not.toContain('THE CLIENT LOST ITS PATIENCE');
    expect(withEverybody).toEqual(without);
    expect(withUsers).toEqual(without);
    // Nothing changed, and it was not asleep: one record for each request.
    expect((await recordsOf(everybody)) - before).toBe(requestsIn(without));
  });

  it('the host begins and ends as it would alone', async () => {
    const lives = Object.values(await startHosts(platform, 'plain')).map(async ({ nest, log }) => {
      await nest.close();
      return log.take();
    });
    const [alone, everybody, users] = await Promise.all(lives);

    expect(alone).toContain('onApplicationShutdown');
    expect(everybody).toEqual(alone);
    expect(users).toEqual(alone);
  });
});
