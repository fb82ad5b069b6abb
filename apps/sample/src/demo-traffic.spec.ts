import { afterEach, describe, expect, it, vi } from 'vitest';
import { driveTraffic } from './demo-traffic.js';

const SHOP = 'http://shop.test';

interface Sent {
  method: string;
  path: string;
  body: unknown;
  signedIn: boolean;
}

/** Accepts each request after one turn of the event loop. */
function answering() {
  const sent: Sent[] = [];
  let open = 0;
  let mostOpen = 0;
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body, headers }: RequestInit) => {
    sent.push({
      method,
      path: url.slice(SHOP.length),
      body: typeof body === 'string' ? JSON.parse(body) : body && 'a form',
      signedIn: new Headers(headers).has('authorization'),
    });
    mostOpen = Math.max(mostOpen, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
    return Response.json({ id: 7, access: 'an access token', refresh: 'a refresh token' });
  });
  return { sent, mostOpen: () => mostOpen };
}

describe('driveTraffic', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([0, 1, 100, 333])('sends exactly %i requests, with and without a progress callback', async (requests) => {
    const { sent } = answering();
    await driveTraffic(SHOP, { requests });
    expect(sent).toHaveLength(requests);

    const progress: [number, number][] = [];
    await driveTraffic(SHOP, { requests, onProgress: (...at) => void progress.push(at) });
    expect(progress).toEqual(Array.from({ length: requests }, (_, index) => [index + 1, requests]));
  });

  it('sends the same each time', async () => {
    const first = answering();
    await driveTraffic(SHOP, { requests: 200 });
    const second = answering();
    await driveTraffic(SHOP, { requests: 200 });
    expect(second.sent).toEqual(first.sent);
  });

  it('has eight requests under way, and no more', async () => {
    const { mostOpen } = answering();
    await driveTraffic(SHOP, { requests: 200 });
    expect(mostOpen()).toBe(8);
  });

  it.each([
    ['GET /products', true],
    ['POST /orders', true],
    ['POST /orders/7/redeem', true],
    ['DELETE /orders/7', true],
    ['PATCH /profile', true],
    ['POST /uploads', true],
    ['GET /admin/customers', true],
    ['GET /admin/activity-counters', true],
    ['GET /wish-list', true],
    ['GET /reports/sales', true],
    ['GET /reports/broken', true],
    ['GET /reports/export', true],
    ['GET /orders', false],
    ['POST /auth/register', false],
    ['POST /auth/refresh', false],
    ['POST /webhooks/payments', false],
  ])('has %s among a hundred requests, signed in: %s', async (request, signedIn) => {
    const { sent } = answering();
    await driveTraffic(SHOP, { requests: 100 });
    expect(sent.map(({ method, path, signedIn }) => [`${method} ${path}`, signedIn])).toContainEqual([
      request,
      signedIn,
    ]);
  });

  it('ends with the reason where the shop cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    await expect(driveTraffic(SHOP, { requests: 20 })).rejects.toThrow('fetch failed');
  });
});
