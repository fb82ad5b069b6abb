import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ActivityEvent, type ActivityTrackerOptions, SkipActivity, TrackAnonymous } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, sign, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [{ id: 1, token: 'abcdef-secret', note: 'kept' }];
  }

  @Get(':id')
  find(@Param('id') id: string): unknown {
    return { id };
  }

  @Post()
  create(@Body() body: unknown): unknown {
    return { created: body };
  }

  @Post('redeem')
  @ActivityEvent('Redeem card')
  redeem(): unknown {
    return { redeemed: true };
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {}
}

@Controller('auth')
class AuthController {
  @Post('login')
  login(@Body() { user }: { user: unknown }): unknown {
    return { access: sign({ user_id: user, company_id: 3 }), refresh: sign({ user_id: user, token_type: 'refresh' }) };
  }

  @Post('register')
  register(): unknown {
    return { registered: true };
  }
}

@Controller('health')
@SkipActivity()
class HealthController {
  @Get()
  check(): unknown {
    return { ok: true };
  }

  @Get('deep')
  @SkipActivity(false)
  deep(): unknown {
    return { ok: true };
  }
}

@Controller('hooks')
class HooksController {
  @Post('payment')
  @TrackAnonymous()
  payment(): unknown {
    return { received: true };
  }
}

const controllers = [OrdersController, AuthController, HealthController, HooksController];
type Options = ActivityTrackerOptions;

describe.each(PLATFORMS)('the settings of the Django package on %s', (platform) => {
  let app: TrackedApp;
  const start = async (options: Options = {}) => (app = await tracked(platform, { controllers, options }));
  afterEach(() => app.close());

  /** setting, options, what is called, and the `url_name` of each record that comes of it */
  it.each<[string, Options, (app: TrackedApp) => Promise<unknown>[], unknown[]]>([
    ['signed-in users only', {}, (a) => [a.get('/orders', { as: 1 }), a.get('/orders')], ['list']],
    ['DATABASE off', { database: false, signal: true }, (a) => [a.get('/orders', { as: 1 })], []],
    [
      'METHODS',
      { capture: { methods: ['POST'] } },
      (a) => [a.get('/orders', { as: 1 }), a.post('/orders', {}, { as: 1 })],
      ['create'],
    ],
    [
      'SKIP_NAMESPACE',
      { capture: { skipNamespaces: ['OrdersController'] } },
      (a) => [a.get('/orders', { as: 1 }), a.post('/hooks/payment', {})],
      ['payment'],
    ],
    [
      'SKIP_URL_NAME',
      { capture: { skipUrlNames: ['list'] } },
      (a) => [a.get('/orders', { as: 1 }), a.get('/orders/4', { as: 1 })],
      ['find'],
    ],
    [
      'SKIP_URL_NAME in full',
      { capture: { skipUrlNames: ['OrdersController.list'] } },
      (a) => [a.get('/orders', { as: 1 })],
      [],
    ],
    [
      'DONT_SKIP_URL_NAME',
      { capture: { trackAnonymousUrlNames: ['register'] } },
      (a) => [a.post('/auth/register', {}), a.get('/orders')],
      ['register'],
    ],
    ['@SkipActivity on a controller', {}, (a) => [a.get('/health', { as: 1 })], []],
    ['@SkipActivity(false) on a handler', {}, (a) => [a.get('/health/deep', { as: 1 })], ['deep']],
    ['@TrackAnonymous', {}, (a) => [a.post('/hooks/payment', {})], ['payment']],
    [
      'everything, also anonymous',
      { capture: { trackAnonymous: true } },
      (a) => [a.get('/orders'), a.get('/nowhere')],
      ['list', null],
    ],
    [
      'the history itself is never logged',
      {},
      (a) => [a.get('/activity-logs/user-history', { as: 1 }), a.get('/activity-logs/admin-history', { as: 1 })],
      [],
    ],
    [
      'the history itself, tracked anonymously',
      { capture: { trackAnonymous: true } },
      (a) => [a.get('/activity-logs/user-history')],
      [],
    ],
  ])('%s', async (_, options, calls, names) => {
    await start(options);
    await Promise.all(calls(app).map(async (call) => ((await call) as Response).text()));
    // With the database off there is nowhere to look but the service's own store.
    expect((await app.records()).map(({ url_name }) => url_name).toSorted()).toEqual(names.toSorted());
  });

  it('the field list: who, what, when, from where, and the answer', async () => {
    await start();
    await (await app.post('/orders?page=2', { item: 'lamp' }, { as: 13, headers: { 'x-kind': 'test' } })).text();

    const record = await app.record();
    expect(record).toMatchObject({
      user_id: 13,
      url_path: '/orders',
      url_name: 'create',
      namespace: 'OrdersController',
      body: { item: 'lamp' },
      method: 'POST',
      response: { created: { item: 'lamp' } },
      status_code: 201,
      client_ip_address: '127.0.0.1',
      country: null,
      api: `${app.url}/orders?page=2`,
    });
    expect(record.headers).toMatchObject({ 'x-kind': 'test', authorization: '***FILTERED***' });
    expect(record.created_time).toBeInstanceOf(Date);
    expect(record.execution_time).toBeGreaterThan(0);
    expect(Object.keys(record).slice(0, 3)).toEqual(['_id', 'user_id', 'url_name']);
  });

  it.each<[string, Options['capture'], (url: string) => string]>([
    ['ABSOLUTE', {}, (url) => `${url}/orders?page=123`],
    ['ABSOLUTE with a host that is not allowed', { allowedHosts: ['api.example.com'] }, () => '/orders?page=123'],
    ['FULL_PATH', { pathType: 'FULL_PATH' }, () => '/orders?page=123'],
    ['RAW_URI', { pathType: 'RAW_URI', allowedHosts: ['api.example.com'] }, (url) => `${url}/orders?page=123`],
  ])('PATH_TYPE %s', async (_, capture, api) => {
    await start({ capture });
    await (await app.get('/orders?page=123', { as: 1 })).text();
    expect((await app.record()).api).toBe(api(app.url));
  });

  it('EXCLUDE_KEYS adds to the default keys', async () => {
    await start({ masking: { excludeKeys: ['iban', /^x-internal/i] } });
    const secrets = {
      password: 'hunter22',
      token: 'tok-123456',
      access: 'acc-123456',
      refresh: 'ref-123456',
      iban: 'DE02120300000000202051',
    };
    await (
      await app.post('/orders', { ...secrets, item: 'lamp' }, { as: 1, headers: { 'x-internal-id': 'abc' } })
    ).text();

    const { body, response, headers } = await app.record();
    const masked = Object.fromEntries(Object.keys(secrets).map((key) => [key, '***FILTERED***']));
    expect(body).toEqual({ ...masked, item: 'lamp' });
    expect(response).toEqual({ created: { ...masked, item: 'lamp' } });
    expect(headers['x-internal-id']).toBe('***FILTERED***');
  });

  it('REMOVE_DATA_KEYS takes fields out of the record and keys out of bodies', async () => {
    await start({ masking: { removeKeys: ['response', 'comment', 'user-agent'] } });
    await (await app.post('/orders', { item: 'lamp', comment: 'none of your business' }, { as: 1 })).text();

    const record = await app.record();
    expect(record).not.toHaveProperty('response');
    expect(record.headers).not.toHaveProperty('user-agent');
    expect(record.body).toEqual({ item: 'lamp' });
  });

  it('TOKEN_PAYLOAD_KEYS stand at the top level', async () => {
    await start({ jwt: { payloadKeys: ['company_id', 'protect_key', 'absent'], algorithms: ['HS256'] } });
    await (
      await app.get('/orders', { as: 1, claims: { company_id: '13', protect_key: '13CC13DSF424FSF', other: 1 } })
    ).text();

    const record = await app.record();
    expect(record).toMatchObject({ company_id: '13', protect_key: '13CC13DSF424FSF', absent: null });
    expect(record).not.toHaveProperty('other');
  });

  it("a login is its user's, by the token in the response, which is not kept", async () => {
    await start({ jwt: { payloadKeys: ['company_id'], algorithms: ['HS256'] } });
    await (await app.post('/auth/login', { user: 42, password: 'hunter22' })).text();

    const record = await app.record();
    expect(record).toMatchObject({
      user_id: 42,
      company_id: 3,
      url_name: 'login',
      body: { user: 42, password: '***FILTERED***' },
      response: { access: '***FILTERED***', refresh: '***FILTERED***' },
    });
  });

  it('a login with an Authorization header is judged by that header alone', async () => {
    await start();
    await (await app.post('/auth/login', { user: 42 }, { headers: { authorization: 'Bearer wrong' } })).text();
    expect(await app.records()).toEqual([]);
  });

  it.each([
    ['expired', () => sign({ user_id: 1 }, { expiresIn: -10 })],
    ['a refresh token', () => sign({ user_id: 1, token_type: 'refresh' })],
    ['signed with another key', () => `${sign({ user_id: 1 }).slice(0, -6)}AAAAAA`],
    [
      'unsigned',
      () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"user_id":1}').toString('base64url')}.`,
    ],
  ])('treats a token that is %s as anonymous', async (_, token) => {
    await start();
    await (await app.get('/orders', { headers: { authorization: `Bearer ${token()}` } })).text();
    expect(await app.records()).toEqual([]);
  });

  it.each([0, 7, '7', 'c0ffee'])('the user id %j keeps its type', async (id) => {
    await start();
    await (await app.get('/orders', { as: id })).text();
    expect((await app.record()).user_id).toBe(id);
  });

  it('the client is who the trusted proxy says, and its country goes with it', async () => {
    app = await tracked(platform, { controllers, behindProxy: true });
    await (await app.get('/orders', { as: 1, headers: { 'x-forwarded-for': '8.8.8.8' } })).text();
    expect(await app.record()).toMatchObject({ client_ip_address: '8.8.8.8', country: 'United States' });
  });

  it('ignores a forwarded address from an untrusted proxy', async () => {
    await start();
    await (
      await app.get('/orders', {
        as: 1,
        headers: { 'x-forwarded-for': '8.8.8.8', 'x-real-ip': '8.8.4.4', forwarded: 'for=1.1.1.1' },
      })
    ).text();
    expect((await app.record()).client_ip_address).toBe('127.0.0.1');
  });

  it('bodies may be kept as masked text', async () => {
    await start({ storage: { bodyFormat: 'text' } });
    await (await app.post('/orders', { item: 'lamp', password: 'hunter22' }, { as: 1 })).text();
    expect(await app.record()).toMatchObject({
      body: '{"item":"lamp","password":"***FILTERED***"}',
      response: '{"created":{"item":"lamp","password":"***FILTERED***"}}',
    });
  });

  it('the trace of the call is kept', async () => {
    await start();
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    await (await app.get('/orders', { as: 1, headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } })).text();
    expect((await app.record()).trace_id).toBe(id);
  });
});
