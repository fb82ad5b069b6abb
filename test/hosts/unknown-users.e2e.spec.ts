import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { mongo } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { type ActivityTrackerOptions, type UnidentifiedCause } from 'nestjs-activity-tracker';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { complaints, HISTORY, seen, startHost, unidentified } from './fixtures/host-app.js';

@Injectable()
class SessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-session'] === undefined) throw new UnauthorizedException();
    return true;
  }
}

@Controller()
class OrdersController {
  @Get('orders')
  orders(): unknown {
    return [];
  }

  @UseGuards(SessionGuard)
  @Get('account')
  account(): unknown {
    return {};
  }

  @UseGuards(SessionGuard)
  @Get('wrong-password')
  wrongPassword(): unknown {
    throw new UnauthorizedException();
  }
}

const jwt: NonNullable<ActivityTrackerOptions['jwt']> = { secret: SECRET, algorithms: ['HS256'] };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const CANARY = 'canary-4c1d';
const broken = (): never => {
  throw new Error('the server of the keys is away');
};

/** Each cause: options, headers, the line it logs, and the reason that a 401 gives. */
const CAUSES: [UnidentifiedCause, string, ActivityTrackerOptions, () => Record<string, string>, RegExp, RegExp][] = [
  ['noClaim', 'has none of the claims', { jwt }, () => bearer(sign({ email: CANARY })), /^The token has none of the claims user_id, sub, userId, id \(claims seen: email, iat, exp\)\. Treating the request as anonymous\. Set jwt\.userIdKey/, /none of the claims/],
  ['badSignature', 'is signed with another key', { jwt: { ...jwt, secret: 'another secret of thirty-two char' } }, () => bearer(sign({ sub: CANARY })), /^The signature of the token does not verify \(its algorithm is HS256\) \(claims seen: sub, iat, exp\)/, /signature/],
  ['expired', 'has expired', { jwt }, () => bearer(sign({ sub: CANARY }, { expiresIn: -10 })), /^The token had expired/, /expired/],
  ['notYetValid', 'is not valid yet', { jwt }, () => bearer(sign({ sub: CANARY }, { notBefore: 60 })), /^The token is not valid yet/, /not valid yet/],
  ['wrongIssuer', 'is from another issuer', { jwt: { ...jwt, issuer: 'us' } }, () => bearer(sign({ sub: CANARY, iss: 'them' })), /other than jwt\.issuer/, /issuer/],
  ['wrongAudience', 'is for another audience', { jwt: { ...jwt, audience: 'us' } }, () => bearer(sign({ sub: CANARY, aud: 'them' })), /other than jwt\.audience/, /audience/],
  ['wrongType', 'is a refresh token', { jwt }, () => bearer(sign({ sub: CANARY, token_type: 'refresh' })), /^The token is not an access token.*claims seen: sub, token_type/, /not an access token/],
  ['unusableId', 'has an id that is none', { jwt }, () => bearer(sign({ sub: { name: CANARY } })), /^The claim sub of the token is not a user id/, /claim sub/],
  ['malformed', 'is opaque', { jwt }, () => bearer(CANARY), /^The token is not a JSON Web Token/, /JSON Web Token/],
  ['unsupportedScheme', 'comes under another scheme', { jwt }, () => ({ authorization: `Token ${CANARY}` }), /does not hold a Bearer token/, /Bearer/],
  ['keyProvider', 'has a key that cannot be had', { jwt: { secretOrKeyProvider: broken, algorithms: ['HS256'] } }, () => bearer(sign({ sub: CANARY })), /^jwt\.secretOrKeyProvider failed: the server of the keys is away/, /^The application could not check who you are\.$/],
  ['accept', 'meets an accept() that throws', { jwt: { ...jwt, accept: broken } }, () => bearer(sign({ sub: CANARY })), /^jwt\.accept failed/, /could not check/],
  ['from', 'meets a from() that throws', { jwt: { ...jwt, from: broken } }, () => ({}), /^jwt\.from failed/, /could not check/],
  ['resolveUser', 'meets a resolveUser that throws', { resolveUser: broken }, () => ({}), /^resolveUser failed: the server of the keys is away/, /could not check/],
  ['unusableId', 'meets a resolveUser that gives no id', { resolveUser: () => ({ name: CANARY, mail: CANARY }) }, () => ({}), /^resolveUser returned a value that is not a user id \(keys seen: name, mail\)/, /resolveUser returned/],
]; // prettier-ignore

describe.each(PLATFORMS)('a credential that identifies no user, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it.each(CAUSES)(
    '%s: one that %s is logged once, counted, and explained to the caller; no value of it is shown',
    async (cause, _, options, headers, line, reason) => {
      app = await startHost(platform, { controllers: [OrdersController], options });
      for (let call = 0; call < 3; call++) await (await app.get('/orders', { headers: headers() })).text();
      const isRecorded = cause === 'from' || 'resolveUser' in options;
      expect(await seen(app)).toEqual(isRecorded ? Array.from({ length: 3 }, () => [null, 'orders', 200]) : []);
      expect((await app.records()).every(({ unidentified: why }) => why === cause)).toBe(true);
      expect(complaints(app)).toEqual([expect.stringMatching(line)]);
      expect(unidentified(app)).toEqual({ [cause]: 3 });

      const answer = await app.get(HISTORY, { headers: headers() });
      const { message } = (await answer.json()) as { message: string };
      expect([answer.status, message]).toEqual([401, expect.stringMatching(reason)]);
      const isToken = /^Bearer ey|^Bearer canary/.test(headers().authorization ?? '');
      const isHostsFault = /could not check/.test(message);
      if (isToken && !isHostsFault && cause !== 'unusableId')
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(app.transcript.lines.join('\n') + message).not.toContain(CANARY);
    },
  );

  it('neither logs nor counts a request without a credential', async () => {
    app = await startHost(platform, {
      controllers: [OrdersController],
      options: { jwt, resolveUser: () => undefined },
    });
    await (await app.get('/orders')).text();
    await app.records();
    expect([complaints(app), unidentified(app)]).toEqual([[], {}]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error(`no such session\n[Nest] forged \u001b[2K`);
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no such session');
      },
    ],
  ])('records the calls of a caller who makes resolveUser fail, when it %s', async (_, fail) => {
    app = await startHost(platform, {
      controllers: [OrdersController],
      options: {
        resolveUser: ({ headers }) => {
          if (headers['x-session']?.length !== 1) return fail();
          return headers['x-session'];
        },
      },
    });
    const call = async (path: string, headers: Record<string, string> = {}) =>
      (await app.get(path, { headers })).text();
    await call('/account', { 'x-session': '7' });
    await call('/account', { 'x-session': 'x'.repeat(5_000) });
    await call('/wrong-password', { 'x-session': 'odd' });
    await call('/account');
    const records = await app.records();
    expect(records.map((r) => [r.user_id, r.url_name, r.status_code, r.unidentified])).toEqual([
      ['7', 'account', 200, undefined],
      [null, 'account', 200, 'resolveUser'],
      [null, 'wrongPassword', 401, 'resolveUser'],
    ]);
    expect(unidentified(app)).toEqual({ resolveUser: 3 });
    expect(complaints(app)).toEqual([
      expect.stringMatching(
        /^resolveUser failed: no such session\. Recording the request without a user, with unidentified: "resolveUser"\. /,
      ),
    ]);
  });

  it('shows the counts in the health API', async () => {
    app = await startHost(platform, {
      controllers: [OrdersController],
      options: { jwt, history: { hasPermission: () => true } },
    });
    await (await app.get('/orders', { headers: bearer(sign({ sub: 1 }, { expiresIn: -10 })) })).text();
    await app.records();
    const health = await app.get('/activity-logs/admin/api/health', { headers: bearer(sign({ sub: 1 })) });
    expect(await health.json()).toMatchObject({ unidentified: { expired: 1, noClaim: 0 } });
  });

  it('identifies a user by resolveUser first, and by the token if resolveUser returns none or fails', async () => {
    app = await startHost(platform, {
      controllers: [OrdersController],
      options: {
        jwt,
        resolveUser: (request) => {
          if (request.headers['x-session'] === 'broken') throw new Error('broken');
          return request.headers['x-session'];
        },
      },
    });
    const token = bearer(sign({ sub: 'token' }));
    await (await app.get('/orders', { headers: { ...token, 'x-session': 'session' } })).text();
    await (await app.get('/orders', { headers: token })).text();
    await (await app.get('/orders', { headers: { ...token, 'x-session': 'broken' } })).text();
    expect((await seen(app)).map(([user]) => user)).toEqual(['session', 'token', 'token']);
    expect(unidentified(app)).toEqual({ resolveUser: 1 });
  });
});

describe.each(PLATFORMS)('a host whose ids are bson UUIDs, on %s', (platform) => {
  it('are recorded and found in the history as text', async () => {
    const id = new mongo.BSON.UUID();
    const app = await startHost(platform, {
      controllers: [OrdersController],
      options: { resolveUser: async () => id },
    });
    try {
      await (await app.get('/orders')).text();
      expect(await seen(app)).toEqual([[id.toHexString(), 'orders', 200]]);
      expect(await (await app.get(HISTORY)).json()).toMatchObject({ count: 1 });
      expect(complaints(app)).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
