import { Controller, Get, type INestApplication } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, tracked, type TrackedApp } from '../support/tracked-app.js';
import { rawRequest } from './fixtures/raw-request.js';

type Trust = boolean | string | ((address: string, hop: number) => boolean);

const ONE_HOP = (_: string, hop: number): boolean => hop < 1;
const TWO_HOPS = (_: string, hop: number): boolean => hop < 2;

@Controller('shop')
class ShopController {
  @Get('orders')
  orders(): unknown {
    return [];
  }
}

function start(platform: PlatformName, trust: Trust): Promise<TrackedApp> {
  return tracked(platform, {
    controllers: [ShopController],
    fastify: { trustProxy: trust },
    configure: (nest: INestApplication) => {
      if (platform === 'express') nest.getHttpAdapter().getInstance().set('trust proxy', trust);
    },
  });
}

/** Setting, headers, and the address on record. */
const ADDRESSES: [string, Trust, string[], string | null][] = [
  ['X1: one entry, nobody trusted', false, ['X-Forwarded-For: 8.8.8.8'], '127.0.0.1'],
  ['X1: several entries, nobody trusted', false, ['X-Forwarded-For: 8.8.8.8, 9.9.9.9'], '127.0.0.1'],
  ['X2: one hop trusted, entries put in front', ONE_HOP, ['X-Forwarded-For: 6.6.6.6, 5.5.5.5, 8.8.8.8'], '8.8.8.8'],
  ['X2: one hop trusted, the header twice', ONE_HOP, ['X-Forwarded-For: 6.6.6.6', 'X-Forwarded-For: 8.8.8.8'], '8.8.8.8'],
  ['X2: two hops trusted', TWO_HOPS, ['X-Forwarded-For: 6.6.6.6, 8.8.8.8, 10.0.0.1'], '8.8.8.8'],
  ['X2: a subnet trusted', 'loopback', ['X-Forwarded-For: 6.6.6.6, 8.8.8.8'], '8.8.8.8'],
  ['X2: another subnet trusted', '10.0.0.0/8', ['X-Forwarded-For: 8.8.8.8'], '127.0.0.1'],
  ['X4: unknown', ONE_HOP, ['X-Forwarded-For: unknown'], null],
  ['X4: an obfuscated name', ONE_HOP, ['X-Forwarded-For: _hidden'], null],
  ['X4: a port', ONE_HOP, ['X-Forwarded-For: 8.8.8.8:1234'], null],
  ['X4: brackets', ONE_HOP, ['X-Forwarded-For: [2001:4860:4860::8888]'], null],
  ['X4: IPv6', ONE_HOP, ['X-Forwarded-For: 2001:4860:4860::8888'], '2001:4860:4860::8888'],
  ['X4: IPv4 in IPv6', ONE_HOP, ['X-Forwarded-For: ::ffff:8.8.8.8'], '8.8.8.8'],
  ['X4: a zone', ONE_HOP, ['X-Forwarded-For: fe80::1%eth0'], 'fe80::1'],
  ['X4: nothing', ONE_HOP, ['X-Forwarded-For:'], '127.0.0.1'],
  ['X4: commas', ONE_HOP, ['X-Forwarded-For: ,,,'], '127.0.0.1'],
  ['X4: 12 KB', ONE_HOP, [`X-Forwarded-For: ${'8.8.8.8, '.repeat(1_300)}9.9.9.9`], '9.9.9.9'],
  ['X4: 12 KB of one word', ONE_HOP, [`X-Forwarded-For: ${'8'.repeat(12_000)}`], null],
  ['X4: a script', ONE_HOP, ['X-Forwarded-For: <script>alert(1)</script>'], null],
  ['X4: bytes', ONE_HOP, ['X-Forwarded-For: \xff\xfe'], null],
  ['X5: X-Real-IP', ONE_HOP, ['X-Real-IP: 8.8.8.8'], '127.0.0.1'],
  ['X5: CF-Connecting-IP', ONE_HOP, ['CF-Connecting-IP: 8.8.8.8', 'True-Client-IP: 8.8.8.8'], '127.0.0.1'],
  ['X5: Forwarded', ONE_HOP, ['Forwarded: for=8.8.8.8;host=evil.example;proto=https'], '127.0.0.1'],
]; // prettier-ignore

/** Setting, headers, and where the record and the history say they are. */
const ORIGINS: [string, Trust, string[], string][] = [
  ['X6: a host of its own', false, ['Host: shop.example:81'], 'http://shop.example:81'],
  ['X6: a forwarded host, nobody trusted', false, ['Host: a.example', 'X-Forwarded-Host: evil.example'], 'http://a.example'],
  ['X6: a forwarded protocol, nobody trusted', false, ['Host: a.example', 'X-Forwarded-Proto: https'], 'http://a.example'],
  ['X6: both, trusted', true, ['Host: a', 'X-Forwarded-Host: shop.example', 'X-Forwarded-Proto: https'], 'https://shop.example'],
  ['X6: a forwarded path', true, ['Host: a.example', 'X-Forwarded-Host: evil.example/x?'], ''],
  ['X6: a forwarded user', true, ['Host: a.example', 'X-Forwarded-Host: a.example@evil.example'], ''],
  ['X6: a forwarded script', true, ['Host: a.example', 'X-Forwarded-Proto: javascript'], ''],
  ['X6: a forwarded file', true, ['Host: a.example', 'X-Forwarded-Proto: file'], ''],
  ['X6: a forwarded protocol with more', true, ['Host: a.example', 'X-Forwarded-Proto: http://evil.example/?'], ''],
  ['X6: a host with a path', false, ['Host: a.example/evil'], ''],
  ['X6: a host with a tag', false, ['Host: "><script>'], ''],
  ['X6: a host with a user', false, ['Host: ada:pw@a.example'], ''],
  ['X6: a host with spaces', false, ['Host: a b'], ''],
  ['X6: a host with a backslash', false, ['Host: a.example\\evil.example'], ''],
  ['X6: a host of 300 letters', false, [`Host: ${'a'.repeat(300)}`], ''],
]; // prettier-ignore

describe.each(PLATFORMS)('what a request says of itself on %s', (platform) => {
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
