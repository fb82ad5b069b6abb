import { EventEmitter, once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, type INestApplication, Injectable, Res } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED, type ActivityLog, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, settled, tracked, type TrackedApp } from '../support/tracked-app.js';
import { rawRequest } from './fixtures/raw-request.js';

type Trust = boolean | number | string | ((address: string, hop: number) => boolean);

const ONE_HOP = (_: string, hop: number): boolean => hop < 1;
const TWO_HOPS = (_: string, hop: number): boolean => hop < 2;

/** `waiting`: a request that is never answered, with a promise of its end. */
const arrivals = new EventEmitter();

@Controller('shop')
class ShopController {
  @Get('queue')
  queue(@Res() response: ServerResponse & { raw?: ServerResponse }): void {
    arrivals.emit('waiting', once(response.raw ?? response, 'close'));
  }

  @Get('orders')
  orders(): unknown {
    return [];
  }
}

@Injectable()
class Listener {
  readonly heard: ActivityLog[] = [];

  @OnEvent(ACTIVITY_LOGGED)
  hear(record: ActivityLog): void {
    this.heard.push(record);
  }
}

function start(platform: PlatformName, trust: Trust, options: ActivityTrackerOptions = {}): Promise<TrackedApp> {
  return tracked(platform, {
    controllers: [ShopController],
    providers: [Listener],
    options,
    // Fastify's types know since 5.12.1 that it takes no number.
    fastify: { trustProxy: trust as boolean },
    configure: (nest: INestApplication) => {
      if (platform === 'express') nest.getHttpAdapter().getInstance().set('trust proxy', trust);
    },
  });
}

const ADDRESSES: [string, Trust, string[], string | null][] = [
  ['one entry, no trusted proxy', false, ['X-Forwarded-For: 8.8.8.8'], '127.0.0.1'],
  ['several entries, no trusted proxy', false, ['X-Forwarded-For: 8.8.8.8, 9.9.9.9'], '127.0.0.1'],
  ['one hop trusted, entries put in front', ONE_HOP, ['X-Forwarded-For: 6.6.6.6, 5.5.5.5, 8.8.8.8'], '8.8.8.8'],
  ['one hop trusted, the header twice', ONE_HOP, ['X-Forwarded-For: 6.6.6.6', 'X-Forwarded-For: 8.8.8.8'], '8.8.8.8'],
  ['two hops trusted', TWO_HOPS, ['X-Forwarded-For: 6.6.6.6, 8.8.8.8, 10.0.0.1'], '8.8.8.8'],
  ['a subnet trusted', 'loopback', ['X-Forwarded-For: 6.6.6.6, 8.8.8.8'], '8.8.8.8'],
  ['another subnet trusted', '10.0.0.0/8', ['X-Forwarded-For: 8.8.8.8'], '127.0.0.1'],
  ['unknown', ONE_HOP, ['X-Forwarded-For: unknown'], null],
  ['an obfuscated name', ONE_HOP, ['X-Forwarded-For: _hidden'], null],
  ['a port', ONE_HOP, ['X-Forwarded-For: 8.8.8.8:51234'], '8.8.8.8'],
  ['brackets', ONE_HOP, ['X-Forwarded-For: [2001:4860:4860::8888]'], '2001:4860:4860::8888'],
  ['brackets and a port', ONE_HOP, ['X-Forwarded-For: [2001:4860:4860::8888]:443'], '2001:4860:4860::8888'],
  ['a port that is none', ONE_HOP, ['X-Forwarded-For: 8.8.8.8:<script>'], null],
  ['IPv6', ONE_HOP, ['X-Forwarded-For: 2001:4860:4860::8888'], '2001:4860:4860::8888'],
  ['IPv4 in IPv6', ONE_HOP, ['X-Forwarded-For: ::ffff:8.8.8.8'], '8.8.8.8'],
  ['a zone', ONE_HOP, ['X-Forwarded-For: fe80::1%eth0'], 'fe80::1'],
  ['nothing', ONE_HOP, ['X-Forwarded-For:'], '127.0.0.1'],
  ['commas', ONE_HOP, ['X-Forwarded-For: ,,,'], '127.0.0.1'],
  ['12 KB', ONE_HOP, [`X-Forwarded-For: ${'8.8.8.8, '.repeat(1_300)}9.9.9.9`], '9.9.9.9'],
  ['12 KB of one word', ONE_HOP, [`X-Forwarded-For: ${'8'.repeat(12_000)}`], null],
  ['a script', ONE_HOP, ['X-Forwarded-For: <script>alert(1)</script>'], null],
  ['bytes', ONE_HOP, ['X-Forwarded-For: \xff\xfe'], null],
  ['X-Real-IP', ONE_HOP, ['X-Real-IP: 8.8.8.8'], '127.0.0.1'],
  ['CF-Connecting-IP', ONE_HOP, ['CF-Connecting-IP: 8.8.8.8', 'True-Client-IP: 8.8.8.8'], '127.0.0.1'],
  ['Forwarded', ONE_HOP, ['Forwarded: for=8.8.8.8;host=evil.example;proto=https'], '127.0.0.1'],
]; // prettier-ignore

const ORIGINS: [string, Trust, string[], string][] = [
  ['its own host', false, ['Host: shop.example:81'], 'http://shop.example:81'],
  ['a forwarded host, no trusted proxy', false, ['Host: a.example', 'X-Forwarded-Host: evil.example'], 'http://a.example'],
  ['a forwarded protocol, no trusted proxy', false, ['Host: a.example', 'X-Forwarded-Proto: https'], 'http://a.example'],
  ['both, trusted', true, ['Host: a', 'X-Forwarded-Host: shop.example', 'X-Forwarded-Proto: https'], 'https://shop.example'],
  ['a forwarded path', true, ['Host: a.example', 'X-Forwarded-Host: evil.example/x?'], ''],
  ['a forwarded user', true, ['Host: a.example', 'X-Forwarded-Host: a.example@evil.example'], ''],
  ['a forwarded script', true, ['Host: a.example', 'X-Forwarded-Proto: javascript'], ''],
  ['a forwarded file', true, ['Host: a.example', 'X-Forwarded-Proto: file'], ''],
  ['a forwarded protocol with more', true, ['Host: a.example', 'X-Forwarded-Proto: http://evil.example/?'], ''],
  ['a host with a path', false, ['Host: a.example/evil'], ''],
  ['a host with a tag', false, ['Host: "><script>'], ''],
  ['a host with a user', false, ['Host: ada:pw@a.example'], ''],
  ['a host with spaces', false, ['Host: a b'], ''],
  ['a host with a backslash', false, ['Host: a.example\\evil.example'], ''],
  ['a host of 300 letters', false, [`Host: ${'a'.repeat(300)}`], ''],
]; // prettier-ignore

describe.each(PLATFORMS)('forwarded headers of a request on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const get = (path: string, ...headers: string[]) =>
    rawRequest(app.url, `GET ${path} HTTP/1.1`, `Authorization: Bearer ${app.token(7)}`, ...headers);

  it.each(ADDRESSES)('%s', async (_, trust, headers, address) => {
    app = await start(platform, trust);
    expect(await get('/shop/orders', ...headers)).toMatchObject({ status: 200, body: '[]' });
    expect(await app.record()).toMatchObject({ client_ip_address: address, user_id: 7 });
    expect(app.tracker.stats()).toMatchObject({ failed: 0, rejected: 0 });
  });

  it.each<[string, Trust, number]>([
    ['all proxies', true, 1],
    ['no proxy', false, 0],
    ['one hop', ONE_HOP, 0],
    ['a subnet', '10.0.0.0/8', 0],
  ])('%s is trusted: warns at boot if any client can forge its address', async (_, trust, warnings) => {
    app = await start(platform, trust);
    const said = app.transcript.lines.filter((line) => line.includes('X-Forwarded-For'));
    expect(said).toHaveLength(warnings);
    for (const line of said) expect(line).toMatch(/^(?:"trust proxy"|trustProxy) is true, .* addresses/);
    await get('/shop/orders', 'X-Forwarded-For: 6.6.6.6, 8.8.8.8');
    expect((await app.record()).client_ip_address).toBe(
      trust === true ? '6.6.6.6' : trust === ONE_HOP ? '8.8.8.8' : '127.0.0.1',
    );
  });

  it('applies a number of proxies, or warns at boot that it is ignored', async () => {
    app = await start(platform, 1);
    await get('/shop/orders', 'X-Forwarded-For: 6.6.6.6, 8.8.8.8');
    const said = app.transcript.lines.filter((line) => line.includes('trustProxy'));
    const { client_ip_address } = await app.record();
    if (platform === 'express') expect([client_ip_address, said]).toEqual(['8.8.8.8', []]);
    else {
      // So Fastify does since 5.12.1.
      expect(client_ip_address).toBe('127.0.0.1');
      expect(said).toEqual([
        expect.stringMatching(
          /^trustProxy is 1, and Fastify 5\.\d+\.\d+ ignores a number, .* addresses of your proxies/,
        ),
      ]);
    }
  });

  describe('a peer without an address', () => {
    it('a client that disconnected before its record: records its address', async () => {
      app = await start(platform, false);
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      const arrived = once(arrivals, 'waiting');
      socket.write(`GET /shop/queue HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer ${app.token(7)}\r\n\r\n`);
      const [left] = (await arrived) as [Promise<unknown>];
      socket.destroy();
      await left;
      await settled();
      expect(await app.record()).toMatchObject({ outcome: 'aborted', client_ip_address: '127.0.0.1', user_id: 7 });
    });

    it('a UNIX socket: null, and everything else as usual', async () => {
      const path = join(await mkdtemp(join(tmpdir(), 'tracked-')), 'socket');
      app = await tracked(platform, { controllers: [ShopController], listen: path });
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { authorization: `Bearer ${app.token(7)}`, 'x-forwarded-for': '8.8.8.8' };
        request({ socketPath: path, path: '/shop/orders', headers }, resolve).on('error', reject).end();
      });
      answer.resume();
      await once(answer, 'end');
      expect(await app.record()).toMatchObject({
        client_ip_address: null,
        country: null,
        user_id: 7,
        url_name: 'orders',
        status_code: 200,
        outcome: 'completed',
      });
      expect(app.tracker.stats()).toMatchObject({ failed: 0 });
    });
  });

  it('stores, emits and shows only the network of an address with anonymizeIp, in headers too', async () => {
    app = await start(platform, ONE_HOP, { signal: true, capture: { anonymizeIp: true } });
    await get('/shop/orders', 'X-Forwarded-For: 6.6.6.6, 8.8.8.77', 'X-Real-IP: 8.8.8.77');
    await get('/shop/orders', 'X-Forwarded-For: 2620:fe::8888');
    app.tracker.track({ event: 'Called', clientIp: '8.8.8.77', userId: 7 });
    const records = await app.records();
    expect(records.map(({ client_ip_address, country }) => [client_ip_address, country])).toEqual([
      ['8.8.8.0', 'United States'],
      ['2620:fe::', 'United States'],
      ['8.8.8.0', 'United States'],
    ]);
    const { heard } = app.nest.get(Listener);
    expect(heard).toHaveLength(3);
    expect(JSON.stringify([records, heard])).not.toMatch(/8\.77|6\.6\.6\.6|::8888/);
    expect((await get('/activity-logs/user-history')).body).toContain('"client_ip_address":"8.8.8.0"');
  });

  it.each(ORIGINS)('%s', async (_, trust, headers, origin) => {
    app = await start(platform, trust);
    const { status, body } = await get('/shop/orders?a=1', ...headers);
    expect({ status, body }).toEqual({ status: 200, body: '[]' });
    expect((await app.record()).api).toBe(`${origin}/shop/orders?a=1`);
    await get('/shop/orders?a=1', ...headers);
    await app.records();
    const history = await get('/activity-logs/user-history?limit=1', ...headers);
    expect((JSON.parse(history.body) as { next: string }).next).toBe(
      `${origin}/activity-logs/user-history?limit=1&offset=1`,
    );
  });
});
