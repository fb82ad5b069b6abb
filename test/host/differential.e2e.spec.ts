import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const spool = mkdtempSync(join(tmpdir(), 'differential-'));
afterAll(() => rmSync(spool, { recursive: true, force: true }));

function tracker(
  capture: { trackAnonymous: boolean; globalInterceptor?: boolean },
  buffer: { spoolDirectory?: string } = {},
): DynamicModule {
  return ActivityTrackerModule.forRoot({
    database: true,
    signal: true,
    storage: { store: new InMemoryActivityStore() },
    jwt: { secret: SECRET, algorithms: ['HS256'] },
    capture: { responseHeaders: true, ...capture },
    buffer,
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
 * Effects of any global interceptor in Nest, also an empty one: the handler runs some microtasks later, and its result
 * is wrapped in an Observable. The tracker's interceptor is therefore compared with a host that has an empty one.
 */
const ANY_INTERCEPTOR = new Set([
  'plain: server-sent events, refused-later',
  'plain: server-sent events, no-observable',
  'plain: middleware that goes on after next()',
  'plain: send() twice',
  'plain: send(), and an exception',
  'plain: two at once, the first hangs, and the client leaves',
]);

/**
 * Alone; with a tracker that records everybody, signed-in users, before the last byte leaves, or by an interceptor; with
 * an empty interceptor.
 */
interface Hosts {
  alone: OddApp;
  everybody: OddApp;
  users: OddApp;
  journaling: OddApp;
  intercepting: OddApp;
  intercepted: OddApp;
}

async function startHosts(platform: PlatformName, host: HostName): Promise<Hosts> {
  const [alone, everybody, users, journaling, intercepting, intercepted] = await Promise.all([
    startOddApp(platform, host),
    startOddApp(platform, host, [tracker({ trackAnonymous: true })]),
    startOddApp(platform, host, [tracker({ trackAnonymous: false })]),
    startOddApp(platform, host, [tracker({ trackAnonymous: true }, { spoolDirectory: spool })]),
    startOddApp(platform, host, [tracker({ trackAnonymous: true, globalInterceptor: true })]),
    startOddApp(platform, host, [EmptyInterceptorModule]),
  ]);
  return { alone, everybody, users, journaling, intercepting, intercepted };
}

async function recordsOf({ nest }: OddApp): Promise<number> {
  await settled();
  const tracker = nest.get(ActivityTrackerService, { strict: false });
  await tracker.flush();
  return tracker.count({});
}

/** With a journal a response leaves when its turn of the event loop ends, so `finish` comes later, as with a slow socket. */
const TELLS_WHETHER_FINISHED = new Set([
  'plain: by hand, the flags after end',
  'plain: by hand, end twice with callbacks',
]);

function unordered({ events, ...others }: Observation, kind: string): unknown {
  return { ...others, events: TELLS_WHETHER_FINISHED.has(kind) ? events.length : events.toSorted() };
}

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
    const { alone, everybody, users, journaling, intercepting, intercepted } = started.get(kind.host)!;
    const before = await Promise.all([everybody, journaling, intercepting].map(recordsOf));
    const [without, withEverybody, withUsers, withJournal, withInterceptor, withEmptyOne] = await Promise.all([
      observe(alone, kind.steps),
      observe(everybody, kind.steps),
      observe(users, kind.steps),
      observe(journaling, kind.steps),
      observe(intercepting, kind.steps),
      ANY_INTERCEPTOR.has(kind.kind) ? observe(intercepted, kind.steps) : undefined,
    ]);

    expect(without.events).not.toContain('THE CLIENT LOST ITS PATIENCE');
    expect(withEverybody).toEqual(without);
    expect(withUsers).toEqual(without);
    expect(unordered(withJournal, kind.kind)).toEqual(unordered(without, kind.kind));
    expect(withInterceptor).toEqual(withEmptyOne ?? without);
    // Nothing changed, and it was not asleep: one record for each request.
    const after = await Promise.all([everybody, journaling, intercepting].map(recordsOf));
    expect(after.map((count, index) => count - before[index]!)).toEqual([
      requestsIn(withEverybody),
      requestsIn(withJournal),
      requestsIn(withInterceptor),
    ]);
  });

  it('the host begins and ends as it would alone', async () => {
    const lives = Object.values(await startHosts(platform, 'plain')).map(async ({ nest, log }) => {
      await nest.close();
      return log.take();
    });
    const [alone, ...others] = await Promise.all(lives);

    expect(alone).toContain('onApplicationShutdown');
    for (const other of others) expect(other).toEqual(alone);
  });
});
