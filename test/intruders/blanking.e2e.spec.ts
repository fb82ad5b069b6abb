import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Redirect,
  Res,
} from '@nestjs/common';
import { EventEmitter2, EventEmitterModule } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED, type ActivityLog } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, SECRET, tracked, type TrackedApp } from '../support/tracked-app.js';

const FILTERED = '***FILTERED***';
const ORDER = 'ORD-77AX12B';
const UUID = '550e8400-e29b-41d4-a716-446655440000';
const OBJECT_ID = '65f1c0a2b3d4e5f601234567';
const NANOID = 'V1StGXR8_Z5jdHi6B-myT';
const PASSWORD = 'hunter22';
const API_KEY = '9f86d081884c7d659a2feaa0c55ad015';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Reply {
  setHeader?(name: string, value: string): void;
  header?(name: string, value: string): unknown;
}

@Controller('n')
class NotesController {
  @Get('missing/:id')
  missing(@Param('id') id: string): never {
    throw new NotFoundException(`No order ${id}`);
  }

  @Get('moved')
  @Redirect()
  moved(@Query('to') to: string): unknown {
    return { url: `/n/login?state=${to}`, statusCode: 302 };
  }

  @Get('users/:id/reset/:token')
  reset(): unknown {
    return { ok: true };
  }

  @Get('created/:id')
  created(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply): unknown {
    if (reply.header) reply.header('location', `/n/${id}`);
    else reply.setHeader?.('location', `/n/${id}`);
    return { id };
  }

  @Get(':id')
  find(@Param('id') id: string): unknown {
    return { id, state: 'open', since: '2026-11-29' };
  }

  @Post('act')
  @HttpCode(200)
  act(@Body() body: Record<string, unknown>): unknown {
    const { password: _, api_key: __, ...rest } = body;
    return { ...rest, result: 'approved', at: '2026-11-29T18:23:28.123Z', amount: 1_000_000, byId: { [ORDER]: 1 } };
  }

  @Post('refuse')
  refuse(@Body() body: Record<string, string>): never {
    throw new ConflictException([`${body.password} is too short`, `bad value`, body.password]);
  }

  @Post('login')
  @HttpCode(200)
  login(): unknown {
    return { token: ORDER, hint: `use ${ORDER}`, order: ORDER };
  }

  @Post('echo')
  @HttpCode(200)
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

describe.each(PLATFORMS)('a caller on %s', (platform) => {
  let app: TrackedApp;
  const heard: ActivityLog[] = [];

  beforeEach(async () => {
    heard.length = 0;
    app = await tracked(platform, {
      controllers: [NotesController],
      imports: [EventEmitterModule.forRoot()],
      options: {
        signal: true,
        capture: { responseHeaders: true, trackAnonymous: true, pathType: 'FULL_PATH', traceHeader: 'x-trace' },
      },
    });
    app.nest.get(EventEmitter2).on(ACTIVITY_LOGGED, (record: ActivityLog) => heard.push(record));
  });
  afterEach(() => app.close());

  const recordOf = async (path: string, call?: Parameters<TrackedApp['fetch']>[1]): Promise<ActivityLog> => {
    await (await app.fetch(path, call)).text();
    const record = await app.record();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ url_path: record.url_path, api: record.api });
    return record;
  };

  describe('cannot hide', () => {
    it.each([ORDER, UUID, OBJECT_ID, NANOID, API_KEY, '1000000', 'approved'])(
      'the path that a route matched: %s',
      async (id) => {
        const path = `/n/${id}`;
        const cookies = { headers: { cookie: `b=${id}; sid=${id}`, 'x-api-key': id } };
        expect(await recordOf(path, cookies)).toMatchObject({ url_path: path, api: path, route: '/n/:id' });
      },
    );

    it.each([ORDER, UUID, OBJECT_ID, NANOID])('an id in the response: %s', async (id) => {
      const { response } = await recordOf(`/n/${id}`, {
        headers: { cookie: `b=${id}`, authorization: `Bearer ${id}` },
      });
      expect(response).toEqual({ id, state: 'open', since: '2026-11-29' });
    });

    it.each<[name: string, headers: Record<string, string>, secrets: Record<string, unknown>]>([
      ['an API key', { 'x-api-key': 'transfer-1000000' }, {}],
      ['a cookie', { cookie: `a=transfer-1000000; b=1000000; c=${ORDER}; d=approved; e=2026-11-29; f=user-4711` }, {}],
      ['a token', { authorization: 'Bearer approved' }, {}],
      ['a password of a user', { authorization: `Basic ${btoa('user-4711:approved')}` }, {}],
      ['a password', {}, { password: 'cancel-order', api_key: 1_000_000 }],
      [
        'a list of them',
        {},
        { password: ['approved', '2026-11-29', 1_000_000, 'user-4711', ORDER, UUID, 'CancelOrder'] },
      ],
      ['a date', {}, { password: '2026-11-29T18:23:28.123Z', api_key: '2026-11-29' }],
      ['the id of a user', {}, { password: UUID, api_key: 'user-4711' }],
    ])('its actions by sending their words as %s', async (_, headers, secrets) => {
      const act = {
        action: 'cancel-order',
        kind: 'transfer-1000000',
        amount: 1_000_000,
        text: 'amount 1000000 approved on 2026-11-29 for user-4711',
        user: 'user-4711',
        owner: UUID,
        order: ORDER,
        orders: [ORDER],
        byId: { [ORDER]: true },
        query: `mutation CancelOrder { cancelOrder(id: "${ORDER}", owner: "${UUID}") { id } }`,
      };
      const { body, response } = await recordOf('/n/act', { method: 'POST', json: { ...act, ...secrets }, headers });
      expect(body).toMatchObject(act);
      expect(response).toEqual({
        ...act,
        result: 'approved',
        at: '2026-11-29T18:23:28.123Z',
        amount: 1_000_000,
        byId: { [ORDER]: 1 },
      });
    });

    it('a segment of the path by sending it as another that names a secret', async () => {
      const record = await recordOf(`/n/users/${ORDER}/reset/${ORDER}`);
      expect(record).toMatchObject({
        url_path: `/n/users/${ORDER}/reset/${FILTERED}`,
        api: `/n/users/${ORDER}/reset/${FILTERED}`,
      });
    });

    it.each([
      ['in an id', `${ORDER};password=1`, `${ORDER};password=${FILTERED}`],
      ['in place of an id', 'token=1', `token=${FILTERED}`],
      ['with a colon', 'pin:1234', `pin:${FILTERED}`],
    ])('the rest of the path by a name and a value %s', async (_, sent, kept) => {
      const record = await recordOf(`/n/users/${sent}/reset/1`);
      const path = `/n/users/${kept}/reset/${FILTERED}`;
      expect(record).toMatchObject({ url_path: path, api: path });
    });

    it('the rest of the path where no parameter names a secret', async () => {
      const record = await recordOf(`/n/missing/token=${ORDER}/`);
      expect(record).toMatchObject({ url_path: `/n/missing/token=${FILTERED}/` });
      await app.store.delete!({});
      heard.length = 0;
      expect(await recordOf(`/unknown/token=a/${ORDER}`)).toMatchObject({
        url_path: `/unknown/token=${FILTERED}/${ORDER}`,
      });
    });

    it.each([
      [
        'a long field of a form',
        `pad=${'x'.repeat(66_000)}&to=${ORDER}&amount=5000`,
        'application/x-www-form-urlencoded',
      ],
      ['spaces before the body', `${' '.repeat(66_000)}{"to":"${ORDER}","amount":"5000"}`, 'application/json'],
      ['spaces between fields', `{${'\n \t'.repeat(22_000)}"to":"${ORDER}","amount":"5000"}`, 'application/json'],
      ['a long text', `{"pad":"${'x'.repeat(66_000)}","to":"${ORDER}","amount":"5000"}`, 'application/json'],
    ])('its actions behind %s', async (_, body, type) => {
      const record = await recordOf('/n/echo', { method: 'POST', body, headers: { 'content-type': type } });
      expect(record.body).toMatchObject({ to: ORDER, amount: '5000' });
    });

    it('fields other than "value" by the name of a secret next to them', async () => {
      const { body } = await recordOf('/n/echo', {
        method: 'POST',
        json: { amount: 5_000, name: 'password', to: ORDER },
      });
      expect(body).toEqual({ amount: 5_000, name: 'password', to: ORDER });
    });

    it('an id by having the application repeat it under a name of a secret', async () => {
      const sent = { token: ORDER, note: 'paid', order: ORDER };
      const { body, response } = await recordOf('/n/echo', { method: 'POST', json: sent });
      expect(body).toEqual({ ...sent, token: FILTERED });
      expect(response).toEqual({ ...sent, token: FILTERED });
    });

    it('in the location of a new resource', async () => {
      const { response_headers } = await recordOf(`/n/created/${ORDER}`, { headers: { cookie: `b=${ORDER}` } });
      expect(response_headers).toMatchObject({ location: `/n/${ORDER}` });
    });

    it('in cookies that repeat other fields of the request', async () => {
      const agent = `Shop/1 (${ORDER})`;
      const record = await recordOf(`/n/${ORDER}?page=${ORDER}`, {
        headers: {
          'user-agent': agent,
          'x-trace': TRACE,
          cookie: `a=${ORDER}; b=127.0.0.1; c=NotesController; d=${TRACE}; e=${agent}`,
        },
      });
      expect(record).toMatchObject({
        api: `/n/${ORDER}?page=${ORDER}`,
        namespace: 'NotesController',
        url_name: 'find',
        client_ip_address: '127.0.0.1',
        trace_id: TRACE,
        headers: { 'user-agent': agent },
      });
    });

    it('the claims of its token', async () => {
      await app.close();
      app = await tracked(platform, {
        controllers: [NotesController],
        options: { jwt: { secret: SECRET, algorithms: ['HS256'], payloadKeys: ['department'] } },
      });
      await (
        await app.get(`/n/${ORDER}`, { as: 7, claims: { department: UUID }, headers: { cookie: `b=${UUID}` } })
      ).text();
      expect(await app.record()).toMatchObject({ department: UUID, user_id: 7 });
    });
  });

  describe('has its secrets masked', () => {
    it('in a 404 text', async () => {
      const record = await recordOf(`/n/missing/${UUID}`, { headers: { 'x-api-key': UUID } });
      expect(record).toMatchObject({ url_path: `/n/missing/${UUID}`, response: { message: `No order ${FILTERED}` } });
    });

    it('in the path and the text of an unknown route', async () => {
      const record = await recordOf(`/unknown/${API_KEY}`, { headers: { 'x-api-key': API_KEY } });
      expect(record).toMatchObject({
        url_path: `/unknown/${FILTERED}`,
        response: { message: `Cannot GET /unknown/${FILTERED}` },
      });
    });

    it('in the target of a redirect, and in the query', async () => {
      const record = await recordOf(`/n/moved?to=${API_KEY}`, { headers: { 'x-api-key': API_KEY } });
      expect(record.api).toBe(`/n/moved?to=${FILTERED}`);
      expect(record.response_headers).toMatchObject({ location: `/n/login?state=${FILTERED}` });
    });

    it('in the messages of a validation', async () => {
      const { response } = await recordOf('/n/refuse', { method: 'POST', json: { password: PASSWORD } });
      expect(response).toMatchObject({ message: [`${FILTERED} is too short`, 'bad value', FILTERED] });
    });

    it('in fields that the application names', async () => {
      const { response } = await recordOf('/n/login', { method: 'POST', json: {} });
      expect(response).toEqual({ token: FILTERED, hint: `use ${FILTERED}`, order: FILTERED });
    });

    it('under any name where they are long and random', async () => {
      const { body } = await recordOf('/n/echo', {
        method: 'POST',
        json: { state: API_KEY },
        headers: { 'x-api-key': API_KEY },
      });
      expect(body).toEqual({ state: FILTERED });
    });
  });

  it('keeps values of keepKeys, but none that the defaults mask', async () => {
    await app.close();
    app = await tracked(platform, {
      controllers: [NotesController],
      options: {
        capture: { trackAnonymous: true, pathType: 'FULL_PATH' },
        masking: { keepKeys: ['pincode', /^user/] },
      },
    });
    const sent = { pincode: '560001', userToken: 'abc123', 'user[password]': PASSWORD, token: 'abc123' };
    await (await app.post('/n/echo?pincode=560001&user[access]=abc123', sent)).text();
    const masked = { ...sent, 'user[password]': FILTERED, token: FILTERED };
    expect(await app.record()).toMatchObject({
      api: `/n/echo?pincode=560001&user[access]=${FILTERED}`,
      body: masked,
      response: masked,
    });
  });

  it('rejects options that would disable a default', async () => {
    const starting = tracked(platform, { options: { masking: { keepKeys: ['Access'] } } });
    await expect(starting).rejects.toThrow(/masking\.keepKeys.*must not match password, token, access, refresh/s);
  });
});
