import { generateKeyPairSync } from 'node:crypto';
import { All, Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type ActivityTrackerOptions, TrackAnonymous } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, SECRET, sign, tracked, type TrackedApp } from '../support/tracked-app.js';
import { base64url, part, signed } from './fixtures/forged-token.js';
import { rawRequest } from './fixtures/raw-request.js';

const VICTIM = 7;
const ACCESS = { user_id: VICTIM, token_type: 'access' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_KEY = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const PRIVATE_KEY = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

@Controller('doors')
class DoorsController {
  @All('any')
  any(): unknown {
    return { ok: true };
  }

  @All('open')
  @TrackAnonymous()
  open(): unknown {
    return { ok: true };
  }

  @Post('login')
  @HttpCode(200)
  login(@Body() { token }: { token: string }): unknown {
    return { access: token };
  }

  @All('of/:user')
  of(@Param('user') user: string): unknown {
    return { user };
  }
}

const HS256 = { alg: 'HS256', typ: 'JWT' };
const good = () => sign(ACCESS);
const stolen = () => good().split('.') as [string, string, string];
const now = () => Math.floor(Date.now() / 1000);

const REFUSED_TOKENS: [string, string, () => string][] = [
  ['J1', 'alg none', () => `Bearer ${part({ alg: 'none' })}.${part(ACCESS)}.`],
  ['J1', 'alg nOnE', () => `Bearer ${part({ alg: 'nOnE' })}.${part(ACCESS)}.`],
  ['J1', 'alg none with a signature', () => `Bearer ${part({ alg: 'none' })}.${part(ACCESS)}.${stolen()[2]}`],
  ['J1', 'no alg', () => `Bearer ${signed({ typ: 'JWT' }, ACCESS)}`],
  ['J1', 'alg as an array', () => `Bearer ${signed({ alg: ['HS256'] }, ACCESS)}`],
  ['J1', 'no signature', () => `Bearer ${stolen().slice(0, 2).join('.')}.`],
  ['J1', 'two parts', () => `Bearer ${stolen().slice(0, 2).join('.')}`],
  ['J1', 'the signature of another payload', () => `Bearer ${part(HS256)}.${part({ ...ACCESS, a: 1 })}.${stolen()[2]}`],
  ['J1', 'an algorithm that is not listed', () => `Bearer ${sign(ACCESS, { algorithm: 'HS512' })}`],
  ['J2', 'another secret', () => `Bearer ${signed(HS256, ACCESS, 'another secret of thirty-two chars')}`],
  ['J2', 'an empty secret', () => `Bearer ${signed(HS256, ACCESS, '')}`],
  ['J2', 'RS256 in place of HS256', () => `Bearer ${new JwtService({ privateKey: PRIVATE_KEY }).sign(ACCESS, { algorithm: 'RS256' })}`],
  ['J3', 'expired', () => `Bearer ${sign(ACCESS, { expiresIn: -1 })}`],
  ['J3', 'not yet valid', () => `Bearer ${sign(ACCESS, { notBefore: 60 })}`],
  ['J3', 'an expiry that is text', () => `Bearer ${signed(HS256, { ...ACCESS, exp: String(now() + 60) })}`],
  ['J3', 'a beginning that is text', () => `Bearer ${signed(HS256, { ...ACCESS, nbf: 'soon' })}`],
  ['J4', 'a kid that is a path', () => `Bearer ${signed({ ...HS256, kid: '../../../../dev/null' }, ACCESS, '')}`],
  ['J4', 'a kid that is SQL', () => `Bearer ${signed({ ...HS256, kid: "x' UNION SELECT 'key" }, ACCESS, 'key')}`],
  ['J4', 'its own key', () => `Bearer ${signed({ ...HS256, jwk: { kty: 'oct', k: base64url('mine') } }, ACCESS, 'mine')}`],
  ['J4', 'its own address', () => `Bearer ${signed({ ...HS256, jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/' }, ACCESS, 'mine')}`],
  ['J5', 'Bearer alone', () => 'Bearer'],
  ['J5', 'Bearer and spaces', () => 'Bearer      '],
  ['J5', 'no scheme', () => good()],
  ['J5', 'Basic', () => `Basic ${good()}`],
  ['J5', 'Token', () => `Token ${good()}`],
  ['J5', 'Bearer twice', () => `Bearer Bearer ${good()}`],
  ['J5', 'a list of two', () => `Bearer x, Bearer ${good()}`],
  ['J5', 'a colon', () => `Bearer: ${good()}`],
  ['J5', 'quotes', () => `Bearer "${good()}"`],
  ['J5', 'a token cut off', () => `Bearer ${good().slice(0, -5)}`],
  ['J5', 'a token with more behind', () => `Bearer ${good()}.x`],
  ['J5', 'a token with padding', () => `Bearer ${good()}==`],
  ['J5', '12,000 letters', () => `Bearer ${'a'.repeat(12_000)}`],
  ['J5', '12,000 dots', () => `Bearer ${'.'.repeat(12_000)}`],
  ['J5', '12,000 spaces', () => `Bearer${' '.repeat(12_000)}x y`],
  ['J5', 'bytes', () => 'Bearer \xff\xfe.\x80.\xff'],
  ['J5', 'a payload that is no JSON', () => `Bearer ${signed(HS256, '{"user_id":7')}`],
  ['J5', 'a payload that is text', () => `Bearer ${signed(HS256, '"7"')}`],
  ['J5', 'a payload that is null', () => `Bearer ${signed(HS256, 'null')}`],
  ['J5', 'a payload that is a list', () => `Bearer ${signed(HS256, '[7]')}`],
  ['J6', 'a refresh token', () => `Bearer ${sign({ ...ACCESS, token_type: 'refresh' })}`],
  ['J6', 'a type that is an object', () => `Bearer ${sign({ ...ACCESS, token_type: { eq: 'access' } })}`],
  ['J6', 'a type that is null', () => `Bearer ${sign({ ...ACCESS, token_type: null })}`],
  ['J6', 'a type in capitals', () => `Bearer ${sign({ ...ACCESS, token_type: 'ACCESS' })}`],
  ['J7', 'no user', () => `Bearer ${sign({ token_type: 'access' })}`],
  ['J7', 'an empty user', () => `Bearer ${sign({ user_id: '' })}`],
  ['J7', 'a user that is null', () => `Bearer ${sign({ user_id: null })}`],
  ['J7', 'a user called undefined', () => `Bearer ${sign({ user_id: 'undefined' })}`],
  ['J7', 'a user called null', () => `Bearer ${sign({ user_id: 'null' })}`],
  ['J7', 'a fraction', () => `Bearer ${sign({ user_id: 7.5 })}`],
  ['J7', 'beyond all numbers', () => `Bearer ${signed(HS256, '{"user_id":1e400}')}`],
  ['J7', 'beyond 2^53', () => `Bearer ${signed(HS256, '{"user_id":9007199254740993}')}`],
  ['J7', 'true', () => `Bearer ${sign({ user_id: true })}`],
  ['J8', 'an operator', () => `Bearer ${sign({ user_id: { $ne: null } })}`],
  ['J8', 'a list', () => `Bearer ${sign({ user_id: [VICTIM] })}`],
  ['J8', 'a pattern', () => `Bearer ${sign({ user_id: { $regex: '.*' } })}`],
  ['J8', 'a look-alike of an ObjectId', () => `Bearer ${sign({ user_id: { _bsontype: 'ObjectId', id: 'x', toHexString: 'x' } })}`],
  ['J8', 'a user in __proto__', () => `Bearer ${signed(HS256, '{"__proto__":{"user_id":7}}')}`],
  ['J8', 'a user in constructor', () => `Bearer ${signed(HS256, '{"constructor":{"prototype":{"user_id":7}}}')}`],
  ['J8', 'a user of another name', () => `Bearer ${sign({ USER_ID: 7, 'user_id ': 7, uid: 7, act: { sub: 7 } })}`],
  ['J8', 'half a character', () => `Bearer ${signed(HS256, '{"user_id":"\\ud800"}')}`],
]; // prettier-ignore

const ACCEPTED_TOKENS: [string, string, () => string, unknown][] = [
  ['J4', 'a kid that is nothing to us', () => `Bearer ${signed({ ...HS256, kid: '../x', jku: 'http://x/' }, ACCESS)}`, 7],
  ['J5', 'bearer in lower case', () => `bearer ${good()}`, 7],
  ['J5', 'BEARER and spaces', () => `BEARER    ${good()}  `, 7],
  ['J7', 'zero', () => `Bearer ${sign({ user_id: 0 })}`, 0],
  ['J9', 'text', () => `Bearer ${sign({ user_id: '7' })}`, '7'],
  ['J9', 'a number', () => `Bearer ${sign({ user_id: 7 })}`, 7],
  ['J8', 'a repeated claim, as the last', () => `Bearer ${signed(HS256, '{"user_id":7,"user_id":8}')}`, 8],
]; // prettier-ignore

describe.each(PLATFORMS)('access with tokens on %s', (platform) => {
  let app: TrackedApp;
  const start = (options: ActivityTrackerOptions = {}) =>
    tracked(platform, { controllers: [DoorsController], options });

  beforeAll(async () => {
    app = await start();
  });
  afterAll(() => app.close());

  /** Status of the history, of an ordinary route, and whose records came of it. */
  async function attempt(app: TrackedApp, ...headers: string[]) {
    const before = (await app.records()).length;
    const status = async (path: string) => (await rawRequest(app.url, `GET ${path} HTTP/1.1`, ...headers)).status;
    const [history, admin, route] = [
      await status('/activity-logs/user-history'),
      await status('/activity-logs/admin-history'),
      await status('/doors/any'),
    ];
    await status('/doors/open');
    const records = (await app.records()).slice(before);
    return { history, admin, route, users: records.map(({ user_id }) => user_id) };
  }

  it.each(REFUSED_TOKENS)('%s: refuses %s', async (_, __, header) => {
    const outcome = await attempt(app, `Authorization: ${header()}`);
    expect(outcome).toEqual({ history: 401, admin: 401, route: 200, users: [null] });
    expect(app.tracker.stats()).toMatchObject({ failed: 0, rejected: 0 });
  });

  it.each([
    ['two tokens', () => `Bearer ${good()} ${good()}`],
    ['a word behind the token', () => `Bearer ${good()} x`],
    ['a tab', () => `Bearer\t${good()}`],
    ['a no-break space', () => `bearer\xa0${good()}`],
    ['a no-break space in front', () => `\xa0Bearer ${good()}`],
  ])(
    'refuses %s to a reader, and records the user whom a guard of the application would let through',
    async (_, header) => {
      for (let time = 0; time < 2; time++) {
        const outcome = await attempt(app, `Authorization: ${header()}`);
        expect(outcome).toEqual({ history: 401, admin: 401, route: 200, users: [7, 7] });
      }
    },
  );

  it('refuses a token without its scheme also after it was seen in another place', async () => {
    const token = good();
    await (await app.post('/doors/login', { token })).text();
    await attempt(app, `Authorization: Bearer ${token} x`);
    expect(await attempt(app, `Authorization: ${token}`)).toMatchObject({ history: 401, admin: 401 });
  });

  it.each(ACCEPTED_TOKENS)('%s: accepts %s', async (_, __, header, user) => {
    const outcome = await attempt(app, `Authorization: ${header()}`);
    expect(outcome).toEqual({ history: 200, admin: 403, route: 200, users: [user, user] });
  });

  it('a token of 10 MB never reaches the app', async () => {
    const { status } = await rawRequest(
      app.url,
      'GET /doors/any HTTP/1.1',
      `Authorization: Bearer ${'a'.repeat(10_000_000)}`,
    );
    // No answer where the connection was reset while the rest was on its way.
    expect([431, Number.NaN]).toContain(status);
    expect(await attempt(app, `Authorization: Bearer ${good()}`)).toMatchObject({ users: [7, 7] });
  });

  it.each([
    ['the first is invalid', () => ['Authorization: Bearer x', `Authorization: Bearer ${good()}`], 401, null],
    ['the second is invalid', () => [`Authorization: Bearer ${good()}`, 'Authorization: Bearer x'], 200, 7],
    [
      'both are valid',
      () => [`Authorization: Bearer ${sign({ user_id: 8 })}`, `authorization: Bearer ${good()}`],
      200,
      8,
    ],
  ])('uses the first of two Authorization headers, like Node: %s', async (_, headers, history, user) => {
    const outcome = await attempt(app, ...headers());
    expect(outcome.history).toBe(history);
    expect(new Set(outcome.users)).toEqual(new Set([user]));
  });

  it.each([
    ['X-User-Id: 7'],
    ['X-User: 7'],
    ['X-Authenticated-User: 7'],
    ['X-Forwarded-User: 7'],
    ['Remote-User: 7'],
    ['user_id: 7'],
    ['Cookie: user_id=7; access=7'],
  ])('refuses %s', async (header) => {
    expect(await attempt(app, header)).toEqual({ history: 401, admin: 401, route: 200, users: [null] });
  });

  it.each([
    ['X-Access-Token', () => `X-Access-Token: ${good()}`],
    ['Proxy-Authorization', () => `Proxy-Authorization: Bearer ${good()}`],
    ['a cookie', () => `Cookie: access=${good()}`],
  ])('ignores a token in %s', async (_, header) => {
    expect(await attempt(app, header())).toEqual({ history: 401, admin: 401, route: 200, users: [null] });
  });

  it.each(['access_token', 'token', 'authorization'])('ignores a token in ?%s=', async (name) => {
    const answer = await app.get(`/activity-logs/user-history?${name}=${good()}`);
    expect(answer.status).toBe(401);
  });

  it.each<[string, () => string, Record<string, string>, unknown[]]>([
    ['a token that holds names its user', good, {}, [7]],
    ['an invalid one names no user', () => `${good()}x`, {}, []],
    ['one of alg none names no user', () => `${part({ alg: 'none' })}.${part(ACCESS)}.`, {}, []],
    ['a refresh token names no user', () => sign({ ...ACCESS, token_type: 'refresh' }), {}, []],
    ['a wrong Authorization is not made good by it', good, { authorization: 'Bearer x' }, []],
    ['an empty Authorization is not made good by it', good, { authorization: '' }, []],
  ])('in a login response %s', async (_, token, headers, users) => {
    const before = (await app.records()).length;
    const made = token();
    await (await app.post('/doors/login', { token: made }, { headers })).text();
    const records = (await app.records()).slice(before);
    expect(records.map(({ user_id }) => user_id)).toEqual(users);
    expect(JSON.stringify(records)).not.toContain(made);
  });

  it('attributes the concurrent requests of a thousand users to the right user', async () => {
    const before = (await app.records()).length;
    const users = Array.from({ length: 1_000 }, (_, user) => user + 10_000);
    await Promise.all(users.map(async (user) => (await app.get(`/doors/of/${user}`, { as: user })).text()));
    const records = (await app.records()).slice(before);
    expect(records).toHaveLength(1_000);
    expect(records.filter((record) => record.url_path !== `/doors/of/${record.user_id}`)).toEqual([]);
    expect(records.filter((record) => (record.response as { user: string }).user !== String(record.user_id))).toEqual([]);
  }); // prettier-ignore

  describe('with a public key', () => {
    let asymmetric: TrackedApp;
    beforeAll(async () => {
      asymmetric = await tracked(platform, {
        controllers: [DoorsController],
        options: { jwt: { secret: undefined, publicKey: PUBLIC_KEY, algorithms: ['RS256'] } },
      });
    });
    afterAll(() => asymmetric.close());

    it.each<[string, () => string]>([
      ['HS256 signed with the public key', () => signed(HS256, ACCESS, PUBLIC_KEY)],
      ['HS256 signed with the public key without its last line break', () => signed(HS256, ACCESS, PUBLIC_KEY.trim())],
      ['HS256 signed with its bytes', () => signed(HS256, ACCESS, rsa.publicKey.export({ type: 'spki', format: 'der' }))],
      ['RS256 in the header alone', () => signed({ alg: 'RS256' }, ACCESS, PUBLIC_KEY)],
      ['PS256', () => new JwtService({ privateKey: PRIVATE_KEY }).sign(ACCESS, { algorithm: 'PS256' })],
      ['alg none', () => `${part({ alg: 'none' })}.${part(ACCESS)}.`],
    ])('refuses %s', async (_, token) => {
      const outcome = await attempt(asymmetric, `Authorization: Bearer ${token()}`);
      expect(outcome).toEqual({ history: 401, admin: 401, route: 200, users: [null] });
    }); // prettier-ignore

    it('accepts RS256 of its private key', async () => {
      const token = new JwtService({ privateKey: PRIVATE_KEY }).sign(ACCESS, { algorithm: 'RS256' });
      expect(await attempt(asymmetric, `Authorization: Bearer ${token}`)).toMatchObject({
        history: 200,
        users: [7, 7],
      });
    });
  });

  describe('with an issuer, an audience and a tolerance', () => {
    let strict: TrackedApp;
    beforeAll(async () => {
      strict = await start({
        jwt: { algorithms: ['HS256'], issuer: 'us', audience: ['shop', 'desk'], clockTolerance: 30 },
      });
    });
    afterAll(() => strict.close());

    const claims = { ...ACCESS, iss: 'us', aud: 'shop' };
    it.each<[number, string, () => object]>([
      [200, 'ours', () => claims],
      [200, 'for two audiences', () => ({ ...claims, aud: ['x', 'desk'] })],
      [200, 'expired within the tolerance', () => ({ ...claims, exp: now() - 10 })],
      [401, 'expired beyond the tolerance', () => ({ ...claims, exp: now() - 60 })],
      [401, 'not valid before the tolerance ends', () => ({ ...claims, nbf: now() + 60 })],
      [401, 'without issuer', () => ({ ...ACCESS, aud: 'shop' })],
      [401, 'of another issuer', () => ({ ...claims, iss: 'us.example' })],
      [401, 'of a list of issuers', () => ({ ...claims, iss: ['us'] })],
      [401, 'without audience', () => ({ ...ACCESS, iss: 'us' })],
      [401, 'for another audience', () => ({ ...claims, aud: 'shopping' })],
    ])('%d for a token %s', async (status, _, payload) => {
      const outcome = await attempt(strict, `Authorization: Bearer ${signed(HS256, payload())}`);
      expect(outcome).toMatchObject({ history: status, users: status === 200 ? [7, 7] : [null] });
    });
  });

  it('stores null for claims whose getter throws, and loses no record', async () => {
    const payload = Object.defineProperty({ company_id: 3 }, 'team', {
      enumerable: true,
      get: () => {
        throw new Error('a getter of the host');
      },
    });
    const hosted = await start({
      resolveUser: () => ({ id: VICTIM, payload }),
      jwt: { algorithms: ['HS256'], payloadKeys: ['team', 'company_id'] },
    });
    try {
      await (await hosted.get('/doors/any')).text();
      const record = await hosted.record();
      expect(record).toMatchObject({ user_id: VICTIM, company_id: 3, team: null });
      expect(hosted.tracker.stats()).toMatchObject({ failed: 0, identityFailures: 1 });
    } finally {
      await hosted.close();
    }
  });

  describe('with a key provider', () => {
    let provided: TrackedApp;
    beforeAll(async () => {
      provided = await start({
        jwt: {
          secret: undefined,
          algorithms: ['HS256'],
          accept: (payload) => {
            if (payload.token_type === 'broken') throw new Error('a rule of the host');
            return true;
          },
          secretOrKeyProvider: async (_, token) => {
            if ((token as string).length > 10_000) throw new Error('no such key');
            return SECRET;
          },
        },
      });
    });
    afterAll(() => provided.close());

    it.each<[string, () => string]>([
      ['a key that is not found', () => sign({ ...ACCESS, much: 'x'.repeat(9_000) })],
      ['another secret', () => signed(HS256, ACCESS, 'mine')],
      ['a look-alike of an ObjectId', () => sign({ user_id: { _bsontype: 'ObjectId', toHexString: 'x' } })],
      ['a rule of the host that throws', () => sign({ ...ACCESS, token_type: 'broken' })],
    ])('refuses %s, and loses no record', async (_, token) => {
      const outcome = await attempt(provided, `Authorization: Bearer ${token()}`);
      expect(outcome).toEqual({ history: 401, admin: 401, route: 200, users: [null] });
      expect(provided.tracker.stats()).toMatchObject({ failed: 0 });
    });

    it('accepts the right secret', async () => {
      expect(await attempt(provided, `Authorization: Bearer ${good()}`)).toMatchObject({ history: 200, users: [7, 7] });
    });
  });
});
