import { createHmac } from 'node:crypto';
import type { ActivityLog } from 'nestjs-activity-tracker';
import {
  ACTIVITY_STORE,
  type ActivityStore,
  ActivityTrackerModule,
  InMemoryActivityStore,
} from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, SECRET, sign } from '../support/tracked-app.js';
import { type HostName, type OddApp, startOddApp } from './fixtures/odd-app.js';
import { CHUNKED, KEEP, LINE, bearer, chunked, get, json, post, request } from './fixtures/requests.js';
import { HANG_UP, type Step, observe, turns } from './fixtures/wire.js';

const as = (user: number) => bearer(sign({ user_id: user, token_type: 'access' }));
const USER = as(7);
const FILTERED = '***FILTERED***';
/** Bytes. */
const DOWNLOAD = 16 * 1024 * 1024;

type Capture = NonNullable<Parameters<typeof ActivityTrackerModule.forRoot>[0]>['capture'];

describe.each(PLATFORMS)('records of unusual HTTP on %s', (platform) => {
  let app: OddApp;
  let shared: OddApp;

  async function start(host: HostName = 'plain', capture: Capture = {}): Promise<OddApp> {
    const tracker = ActivityTrackerModule.forRoot({
      database: true,
      storage: { store: new InMemoryActivityStore() },
      jwt: { secret: SECRET, algorithms: ['HS256'] },
      capture: { responseHeaders: true, ...capture },
    });
    return (app = await startOddApp(platform, host, [tracker]));
  }

  async function exchange(...steps: Step[]): Promise<{ bytes: string; records: ActivityLog[] }> {
    const before = (await recordedActivity(app.nest)).length;
    const { bytes } = await observe(app, steps);
    return { bytes, records: (await recordedActivity(app.nest)).slice(before) };
  }

  async function recordOf(...steps: Step[]): Promise<ActivityLog> {
    const { records } = await exchange(...steps);
    expect(records).toHaveLength(1);
    return records[0]!;
  }

  beforeAll(async () => {
    shared = await start();
  });
  afterEach(async () => {
    if (app !== shared) await app.nest.close();
    app = shared;
  });
  afterAll(() => shared.nest.close());

  describe('a client that disconnects', () => {
    it('before the response: aborted, with status null', async () => {
      expect(await recordOf(get('/hangs', USER), { noted: 'handler hangs' }, HANG_UP)).toMatchObject({
        outcome: 'aborted',
        status_code: null,
        response: null,
        url_name: 'hangs',
        user_id: 7,
      });
    });

    it('while a pipelined response waits: aborted immediately, not at process end', async () => {
      const { records } = await exchange(
        request('GET', '/hangs', [KEEP, USER]) + get('/number/2', as(8)),
        { noted: 'handler hangs' },
        HANG_UP,
      );
      expect(
        records.map(({ user_id, url_path, outcome, status_code, response }) => [
          user_id,
          url_path,
          outcome,
          status_code,
          response,
        ]),
      ).toEqual([
        [7, '/hangs', 'aborted', null, null],
        [8, '/number/2', 'aborted', null, null],
      ]);
    });

    it('during the response: records the part sent so far', async () => {
      expect(await recordOf(get('/hangs-after-a-part', USER), { received: 'part' }, HANG_UP)).toMatchObject({
        outcome: 'aborted',
        status_code: 200,
        response: { omitted: 'type', size: 4 },
      });
    });

    it('during its request body: records the part received so far', async () => {
      expect(
        await recordOf(
          post('/echo', 'application/json', '{"a":', 'Content-Length: 100', USER),
          { noted: 'request POST /echo' },
          HANG_UP,
        ),
      ).toMatchObject({ outcome: 'aborted', body: { omitted: 'unreadable', size: 5 }, user_id: 7 });
    });
  });

  describe('refusals and failures', () => {
    it.each([
      ['malformed JSON', post('/echo', 'application/json', '{"a":', USER), { status_code: 400 }],
      ['a body that is too large', json('/echo', { text: 'x'.repeat(1_200_000) }, USER), { status_code: 413 }],
      ['a guard that says no', get('/enhanced/refused', USER), { status_code: 403, url_name: 'refused' }],
      ['a guard that throws', get('/enhanced/refused-by-an-error', USER), { status_code: 401 }],
      ['a route that is not', get('/nowhere', USER), { status_code: 404, url_name: null, route: null }],
      ['a throttle', get('/throws/an%20HTTP%20exception%20with%20status%20429', USER), { status_code: 429 }],
      ['a handler that throws', get('/throws/an%20error', USER), { status_code: 500, url_name: 'throws' }],
      ['a handler that rejects', get('/rejects/an%20error', USER), { status_code: 500, url_name: 'rejects' }],
      ['a handler that throws a text', get('/throws/a%20text', USER), { status_code: 500 }],
      ['a handler that throws nothing', get('/throws/nothing', USER), { status_code: 500 }],
      ['a filter that changes the status', get('/enhanced/filtered', USER), { status_code: 599 }],
      ['a BigInt in the answer', get('/returns/a%20BigInt', USER), { status_code: 500, url_name: 'returns' }],
    ])('%s', async (_, sent, expected) => {
      const { bytes, records } = await exchange(sent);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ user_id: 7, outcome: 'completed', ...expected });
      expect(bytes).toContain(`HTTP/1.1 ${expected.status_code}`);
      expect(JSON.stringify(records[0])).not.toContain('.ts:');
    });

    it('an unknown charset', async () => {
      const { bytes, records } = await exchange(post('/echo', 'application/json; charset=klingon', '{}', USER));
      expect(records).toHaveLength(1);
      expect(bytes).toContain(`HTTP/1.1 ${records[0]!.status_code}`);
    });

    it('an anonymous refusal is not recorded', async () => {
      expect((await exchange(get('/enhanced/refused-by-an-error'))).records).toEqual([]);
    });
  });

  describe('answers without a body', () => {
    it('HEAD', async () => {
      const record = await recordOf(request('HEAD', '/returns/an%20object', [USER]));
      expect(record).toMatchObject({ method: 'HEAD', status_code: 200, response: null, url_name: 'returns' });
    });

    it('a preflight carries no user, and is not recorded', async () => {
      await start('dressed');
      const { bytes, records } = await exchange(
        request('OPTIONS', '/api/v1/echo', ['Origin: http://shop.example', 'Access-Control-Request-Method: PUT']),
      );
      expect(bytes).toContain('HTTP/1.1 204');
      expect(records).toEqual([]);
    });

    it.each([
      ['204', '/by-hand/a%20body%20with%20204', { status_code: 204, response: null }],
      ['304', '/by-hand/a%20body%20with%20304', { status_code: 304, response: null }],
      ['102 before 200', '/by-hand/102%20processing', { status_code: 200 }],
      ['103 before 200', '/by-hand/103%20early%20hints', { status_code: 200 }],
    ])('%s', async (_, target, expected) => {
      expect(await recordOf(get(target, USER))).toMatchObject(expected);
    });

    it('a redirect, its secrets masked', async () => {
      expect(await recordOf(get('/moved-with-a-token', USER))).toMatchObject({
        status_code: 302,
        response_headers: { location: `/echo?token=${FILTERED}` },
      });
    });
  });

  describe('long answers', () => {
    it('records an event stream once, at its end', async () => {
      const record = await recordOf(get('/events/endless', USER), { received: 'data: one' }, HANG_UP);
      expect(record).toMatchObject({
        outcome: 'aborted',
        status_code: 200,
        response: { omitted: 'type', type: 'text/event-stream' },
      });
      expect((record.response as { size: number }).size).toBeGreaterThan(8);
    });

    it('passes a binary download through without keeping bytes', async () => {
      expect(await recordOf(get('/download/application%2Foctet-stream', USER))).toMatchObject({
        response: { omitted: 'type', type: 'application/octet-stream', size: DOWNLOAD },
      });
    });

    it('passes a JSON download through and keeps its beginning', async () => {
      const record = await recordOf(get('/download/application%2Fjson', USER));
      expect(record.truncated).toEqual({ response: DOWNLOAD });
      expect(JSON.stringify(record.response).length).toBeLessThanOrEqual(64 * 1024);
    });

    it('a range', async () => {
      expect(await recordOf(get('/range', 'Range: bytes=4-8', USER))).toMatchObject({
        status_code: 206,
        response: { omitted: 'type', size: 5 },
        response_headers: { 'content-range': 'bytes 4-8/44' },
      });
    });
  });

  describe('compressed', () => {
    it.each(['gzip', 'br', 'deflate'])('records a response in %s decompressed', async (encoding) => {
      expect(await recordOf(get(`/by-hand/${encoding}%20in%20one%20piece`, USER))).toMatchObject({
        response: { text: 'again and '.repeat(500) },
        response_headers: { 'content-encoding': encoding },
      });
    });

    it('does not decompress a decompression bomb', async () => {
      const record = await recordOf(get('/by-hand/a%20bomb%20in%20gzip', USER));
      expect(record.response).toMatchObject({ omitted: 'unreadable' });
    });

    it('leaves decompression of requests to the host', async () => {
      const { bytes, records } = await exchange(
        post('/echo', 'application/json', 'not gzip', 'Content-Encoding: gzip', USER),
      );
      expect(records).toHaveLength(1);
      expect(bytes).toContain(`HTTP/1.1 ${records[0]!.status_code}`);
      expect(records[0]!.body).toMatchObject({ omitted: 'type', size: 8 });
    });
  });

  describe('many requests on one connection', () => {
    it('two at once, each with its own user', async () => {
      const { records } = await exchange(request('GET', '/number/1', [KEEP, as(1)]) + get('/number/2', as(2)));
      expect(records.map(({ user_id, url_path }) => [user_id, url_path])).toEqual([
        [1, '/number/1'],
        [2, '/number/2'],
      ]);
    });

    it('a thousand in a row, each with its own user', async () => {
      await start();
      const all = Array.from({ length: 1_000 }, (_, n) =>
        n < 999 ? request('GET', `/number/${n}`, [KEEP, as(n)]) : get(`/number/${n}`, as(n)),
      );
      const { events } = await observe(app, [all.join('')], 60_000);
      expect(events).not.toContain('THE CLIENT LOST ITS PATIENCE');
      const records = await recordedActivity(app.nest);
      expect(records).toHaveLength(1_000);
      expect(records.filter(({ user_id, url_path }) => url_path !== `/number/${user_id}`)).toEqual([]);
    });
  });

  describe('protocol', () => {
    it('does not record a connection that switches protocols, and leaves it to the host', async () => {
      await start('dressed', { trackAnonymous: true });
      const { bytes, records } = await exchange(
        request('GET', '/api/socket', ['Connection: Upgrade', 'Upgrade: echo', USER]),
      );
      expect(bytes).toContain('101 Switching Protocols');
      expect(records).toEqual([]);
    });

    it('an unhandled upgrade is recorded like any request', async () => {
      expect(
        await recordOf(request('GET', '/echo', ['Connection: Upgrade, close', 'Upgrade: websocket', USER])),
      ).toMatchObject({ status_code: 200 });
    });

    it('headers that came twice, as Node keeps them', async () => {
      const record = await recordOf(
        get('/echo', 'X-Twice: 1', 'X-Twice: 2', 'Cookie: session=abcdef; theme=dark', USER),
      );
      expect(record.headers).toMatchObject({ 'x-twice': '1, 2', authorization: FILTERED });
      expect(JSON.stringify(record)).not.toContain('abcdef');
    });

    it('a header that was sent more than once, as a list', async () => {
      const { response_headers: headers } = await recordOf(get('/by-hand/a%20repeated%20header', USER));
      expect(headers).toMatchObject({ link: ['<a>; rel=x', '<b>; rel=y'], vary: ['accept', 'origin'] });
    });

    it('a list of cookies, masked', async () => {
      const { response_headers: headers } = await recordOf(get('/by-hand/a%20list%20of%20cookies', USER));
      expect(headers?.['set-cookie']).toEqual(FILTERED);
    });

    it.each([
      ['trailers of an answer', get('/by-hand/trailers', USER), { status_code: 200 }],
      [
        'trailers of a request',
        request(
          'POST',
          '/echo',
          ['Content-Type: application/json', CHUNKED, 'Trailer: X-Sum', USER],
          chunked(['{"a":1}'], ['X-Sum: 9']),
        ),
        { body: { a: 1 } },
      ],
      [
        'Expect: 100-continue',
        json('/echo', { a: 1 }, 'Expect: 100-continue', USER),
        { body: { a: 1 }, status_code: 200 },
      ],
    ])('%s', async (_, sent, expected) => {
      expect(await recordOf(sent)).toMatchObject(expected);
    });
  });

  describe('targets and heads', () => {
    it.each([
      ['/wild/%25ff'],
      ['/wild/a%252Fb'],
      ['/wild/a%2Fb/c;d=1/x'],
      ['//echo'],
      ['/..;/echo'],
      ['/%ff'],
      ['/%00'],
      [`/wild/${'long/'.repeat(1_600)}`],
    ])('records %s as received', async (target) => {
      const record = await recordOf(get(target, USER));
      expect(record.url_path).toBe(target);
      expect(record.route).toBe(target.startsWith('/wild/') ? record.route : null);
    });

    it.each([
      ['a bad request line', `GET${LINE}${LINE}`, '400'],
      ['headers that are too large', get('/echo', `X-Large: ${'x'.repeat(20_000)}`, USER), '431'],
      ['a length and chunks', request('POST', '/echo', ['Content-Length: 5', CHUNKED, USER], '0\r\n\r\n'), '400'],
    ])('%s never reaches the app, is not recorded, and does no harm', async (_, sent, status) => {
      const { bytes, records } = await exchange(sent);
      expect(bytes).toContain(`HTTP/1.1 ${status}`);
      expect(records).toEqual([]);
      expect(await recordOf(get('/echo', USER))).toMatchObject({ status_code: 200 });
    });
  });

  it('under a global prefix and versions, the whole path', async () => {
    await start('dressed');
    expect(await recordOf(get('/api/v2/versioned?a=1', USER))).toMatchObject({
      url_path: '/api/v2/versioned',
      route: '/api/v2/versioned',
      api: 'http://odd.example/api/v2/versioned?a=1',
      namespace: 'VersionedController',
    });
  });

  it('records a handler that never responds when the process stops', async () => {
    await start();
    const store = app.nest.get<ActivityStore>(ACTIVITY_STORE, { strict: false });
    const client = observe(app, [get('/hangs', USER), { noted: 'handler hangs' }]);
    await app.log.heard('handler hangs');
    const closing = app.nest.close();
    await turns(5);
    // Nest waits for open requests; the operator does not.
    app.nest.getHttpServer().closeAllConnections();
    await Promise.all([closing, client]);
    const [record] = await store.find({});
    expect(record).toMatchObject({ url_name: 'hangs', status_code: null });
    expect(record!.outcome).not.toBe('completed');
  });

  describe('one record for one request', () => {
    it.each([
      ['end() twice', '/by-hand/end%20twice'],
      ['end() twice with callbacks', '/by-hand/end%20twice%20with%20callbacks'],
      ['headers that are sent already', '/part-and-throw'],
      ['an exception after the answer', '/sent-and-throw'],
      ['a handler behind guards, pipes and interceptors', '/enhanced/all?q=1'],
    ])('%s', async (_, target) => {
      expect(await recordOf(get(target, USER))).toMatchObject({ user_id: 7, status_code: 200 });
    });

    it('ignores an end() that Node rejected', async () => {
      const record = await recordOf(get('/by-hand/JSON%20after%20an%20end%20that%20was%20refused', USER));
      expect(record).toMatchObject({ response: { recovered: true } });
    });
  });

  it('keeps the raw body byte for byte, and so its signature', async () => {
    await start('rawBody');
    const body = '{ "amount" :\t1.0 }';
    const signed = createHmac('sha256', 'webhook').update(body).digest('hex');
    const { bytes, records } = await exchange(post('/raw-body', 'application/json', body, USER));
    const { raw } = JSON.parse(bytes.slice(bytes.indexOf('\r\n\r\n') + 4)) as { raw: string };
    expect(createHmac('sha256', 'webhook').update(raw).digest('hex')).toBe(signed);
    expect(records[0]).toMatchObject({ body: { amount: 1 } });
  });

  it.each(['/status', '/status/', '/STATUS', '/%73tatus', '//status', '/status?x=1'])(
    'what is left out is the route, however its path is written: %s',
    async (target) => {
      await start('plain', { skipUrlNames: ['OddController.status'] });
      const { bytes, records } = await exchange(get(target, USER));
      // Where the platform takes it for the route, nothing is recorded; where it is another path, it is.
      expect(records).toHaveLength(bytes.startsWith('HTTP/1.1 202') ? 0 : 1);
    },
  );
});
