import { gzipSync, brotliCompressSync, deflateSync } from 'node:zlib';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Redirect,
  Res,
} from '@nestjs/common';
import { EventEmitter2, EventEmitterModule } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED } from 'nestjs-activity-tracker';
import { mongo } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, SECRET, sign, tracked, type TrackedApp } from '../support/tracked-app.js';

/** Unlike anything else in the records; each row of the table uses it as its secret. */
const CANARY = 'c4n4ry-Zx81qLm0';
const JWT = sign({ user_id: 55, note: 'another user' });
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEvAIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----';

interface Reply {
  setHeader?(name: string, value: string | string[]): void;
  header?(name: string, value: string | string[]): Reply;
  raw?: { setHeader(name: string, value: string | string[]): void; end(chunk: unknown): void };
  end?(chunk: unknown): void;
}
const rawOf = (reply: Reply) => (reply.raw ?? reply) as Required<Pick<Reply, 'setHeader' | 'end'>>;

@Controller('s')
class SecretsController {
  @Post('echo')
  @HttpCode(200)
  echo(@Body() body: unknown): unknown {
    return body ?? null;
  }

  @Post('quiet')
  @HttpCode(200)
  quiet(): unknown {
    return { ok: true };
  }

  @Get('query')
  query(@Query() query: unknown, @Headers() headers: unknown): unknown {
    return { query, headers };
  }

  @Get('reset/:token')
  reset(@Param('token') token: string): unknown {
    throw new NotFoundException(`No reset for ${token}`);
  }

  @Get('moved')
  @Redirect()
  moved(): unknown {
    return { url: `/s/query?access_token=${CANARY}`, statusCode: 302 };
  }

  @Get('cookie')
  cookie(@Res() reply: Reply): void {
    const raw = rawOf(reply);
    raw.setHeader('content-type', 'application/json');
    raw.setHeader('set-cookie', [`sid=${CANARY}; HttpOnly`, 'theme=dark']);
    raw.setHeader('x-api-key', CANARY);
    raw.end('{"ok":true}');
  }

  @Post('invalid')
  invalid(@Body() body: Record<string, string>): never {
    throw new BadRequestException([
      { property: 'password', value: body.password, constraints: { min: `password ${body.password} is too short` } },
    ]);
  }

  @Post('broken')
  broken(@Body() body: Record<string, string>): never {
    throw new BadRequestException(`could not use ${body.password}, encoded ${encodeURIComponent(body.password ?? '')}`);
  }

  @Post('last')
  last(@Body() { list }: { list: { password: string }[] }): never {
    throw new BadRequestException(`could not use ${list.at(-1)?.password}`);
  }

  @Get('compressed/:how')
  compressed(@Param('how') how: 'gzip' | 'br' | 'deflate', @Res() reply: Reply): void {
    const raw = rawOf(reply);
    const pack = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }[how];
    raw.setHeader('content-type', 'application/json; charset=utf-8');
    raw.setHeader('content-encoding', how);
    raw.end(pack(JSON.stringify({ secret: CANARY, harmless: 'in clear' })));
  }

  @Get('login')
  login(): unknown {
    return { access: sign({ user_id: 7 }), refresh: CANARY };
  }
}

type Call = Parameters<TrackedApp['fetch']>[1];
const json = (value: unknown): Call => ({ method: 'POST', json: value });
const form = (fields: [string, string][]): Call => ({ method: 'POST', body: new URLSearchParams(fields) });
const multipart = (name: string, value: string): Call => {
  const data = new FormData();
  data.set(name, value);
  return { method: 'POST', body: data };
};
const file = (name: string, content: string): Call => {
  const data = new FormData();
  data.set('attachment', new Blob([content]), name);
  return { method: 'POST', body: data };
};
/** The first key makes masking read the body by its value: a pass over the text would find secrets behind the cut too. */
const behind = (values: unknown[]) => ({ $ref: 1, list: [...values, { password: CANARY }] });
const nested = (depth: number): unknown => (depth === 0 ? { password: CANARY } : { level: [nested(depth - 1)] });

const POSITIONS: [string, string, Call?][] = [
  [
    'an Authorization header',
    '/s/query',
    { headers: { authorization: `Basic ${Buffer.from(`user:${CANARY}`).toString('base64')}` } },
  ],
  ['a Proxy-Authorization header', '/s/query', { headers: { 'proxy-authorization': `Bearer ${CANARY}` } }],
  ['an API key header', '/s/query', { headers: { 'x-api-key': CANARY } }],
  ['a Cookie header', '/s/query', { headers: { cookie: `theme=dark; connect.sid=${CANARY}` } }],
  ['a Set-Cookie header and a response header', '/s/cookie'],
  ['a Referer', '/s/query', { headers: { referer: `https://shop.example/?token=${CANARY}` } }],
  ['a query parameter', `/s/query?access_token=${CANARY}&page=2`],
  ['a query parameter with an encoded name', `/s/query?pass%77ord=${CANARY}`],
  ['a bracketed query parameter', `/s/query?user[password]=${CANARY}`],
  ['a URL inside a query parameter', `/s/query?next=${encodeURIComponent(`/x?token=${CANARY}`)}`],
  ['a route parameter and the 404 text', `/s/reset/${CANARY}`],
  ['the target of a redirect', '/s/moved'],
  ['a form field', '/s/echo', form([['password', CANARY]])],
  ['a bracketed form field', '/s/echo', form([['user[password]', CANARY]])],
  ['a nested query parameter', `/s/query?user[access][0]=${CANARY}&user%5Brefresh%5D=${CANARY}2&user.cookies=${CANARY}3`],
  [
    'nested form fields',
    '/s/echo',
    form([
      ['user[refresh]', CANARY],
      ['user[access][0]', `${CANARY}2`],
      ['a[b][c][cookies]', `${CANARY}3`],
    ]),
  ],
  ['a nested multipart field', '/s/quiet', multipart('user[cookies]', CANARY)],
  ['nested names as JSON keys', '/s/echo', json({ 'user[refresh]': CANARY, 'user.access': `${CANARY}2`, ccv: `${CANARY}3` })],
  [
    'a repeated form field',
    '/s/echo',
    form([
      ['token', CANARY],
      ['token', `${CANARY}2`],
    ]),
  ],
  ['a multipart field', '/s/quiet', multipart('password', CANARY)],
  ['a JSON key', '/s/echo', json({ password: CANARY })],
  [
    'a JSON key of any spelling',
    '/s/echo',
    json({ newPassWord: CANARY, 'API-Key': `${CANARY}2`, ΡASSWORD: `${CANARY}3` }),
  ],
  ['an array under a key', '/s/echo', json({ secrets: [CANARY, { a: CANARY }] })],
  ['an object under a key', '/s/echo', json({ credentials: { user: 'u', pass: CANARY } })],
  ['depth 20', '/s/echo', json(nested(20))],
  ['a top-level array', '/s/echo', json([{ password: CANARY }])],
  ['JSON inside a string', '/s/echo', json({ payload: JSON.stringify({ password: CANARY }) })],
  [
    'JSON inside JSON inside a string',
    '/s/echo',
    json({ payload: JSON.stringify(JSON.stringify({ password: CANARY })) }),
  ],
  ['a name and value list', '/s/echo', json([{ name: 'password', value: CANARY }])],
  ['a list of k and v', '/s/echo', json([{ k: 'password', v: CANARY }, { v: `${CANARY}2`, k: 'token' }])],
  ['the key of a vendor in headers', '/s/query', { headers: { 'x-rapidapi-key': CANARY, 'x-acme-key': `${CANARY}2` } }],
  ['the key of a vendor in a body', '/s/echo', json({ headers: { 'X-RapidAPI-Key': CANARY, 'x-acme-cloud-key': `${CANARY}2` } })],
  [
    'defaults of GraphQL variables',
    '/s/echo',
    json({
      query: `mutation M($password: String = "${CANARY}", $p: String = "${CANARY}2", $q: [String!] = ["${CANARY}3"]) {
        a(new: $password) b(password: $p) c(input: { tokens: [$p], secret: $q }) { id }
      }`,
      variables: {},
    }),
  ],
  ['a list of pairs', '/s/echo', json({ fields: [['password', CANARY]] })],
  ['a validation error', '/s/invalid', json({ password: CANARY })],
  ['an error message, plain and encoded', '/s/broken', json({ password: `${CANARY} &?` })],
  ['an error message, behind 20,000 values', '/s/last', json(behind(Array<number>(20_000).fill(1)))],
  ['an error message, behind the bytes that are kept', '/s/last', json(behind(Array<string>(8_000).fill('filler')))],
  ['a gzip response', '/s/compressed/gzip'],
  ['a brotli response', '/s/compressed/br'],
  ['a deflate response', '/s/compressed/deflate'],
  ['a login response', '/s/login'],
  ['an echo elsewhere in the body', '/s/echo', json({ password: CANARY, note: `my password is ${CANARY}` })],
  ['an echo of a header', '/s/query', { headers: { 'x-api-key': CANARY, 'x-note': `key ${CANARY}` } }],
  [
    'a GraphQL variable and an argument in its text',
    '/s/echo',
    json({
      query: `mutation { signIn(email: "a@b.c", password: "${CANARY}") { id } }`,
      variables: { input: { password: CANARY } },
    }),
  ],
  ['a verification code and a PIN', '/s/echo', json({ cvv: CANARY, cvc2: `${CANARY}2`, pin: `${CANARY}3` })],
  ['lines of JSON with a type of JSON', '/s/quiet', { method: 'POST', body: `{"password":"${CANARY}"}`, headers: { 'content-type': 'application/vnd.shop+json' } }],
]; // prettier-ignore

/** Where the place itself is not kept. */
const NOT_KEPT: [string, string, Call?][] = [
  ...['text/plain', 'application/x-ndjson', 'application/xml', 'application/msgpack', 'application/x-foo'].map(
    (type): [string, string, Call] => [
      type,
      '/s/quiet',
      { method: 'POST', body: `{"password":"${CANARY}"}`, headers: { 'content-type': type } },
    ],
  ),
  ['a file, and the token in its name', '/s/quiet', file(`token=${CANARY}.txt`, CANARY)],
  [
    'malformed JSON',
    '/s/echo',
    { method: 'POST', body: `{"password":"${CANARY}"`, headers: { 'content-type': 'application/json' } },
  ],
  [
    'text that is JSON in disguise',
    '/s/echo',
    { method: 'POST', body: `{"password":"${CANARY}"}`, headers: { 'content-type': 'text/plain' } },
  ],
  [
    'a body cut in the middle of a secret',
    '/s/quiet',
    json({ filler: 'x'.repeat(65_500), password: CANARY.repeat(20) }),
  ],
];

const BY_VALUE: [string, string][] = [
  ['a JSON Web Token', JWT],
  ['Bearer credentials', `Bearer ${CANARY}`],
  ['Basic credentials', `Basic ${Buffer.from(`u:${CANARY}`).toString('base64')}`],
  ['a private key', PEM],
  ['the password in a URL', `postgres://app:${CANARY}@db.example/shop`],
  ['a cloud access key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a card number', '4111111111111111'],
  ['a card number with spaces', '4111 1111 1111 1111'],
];

describe.each(PLATFORMS)('no secret is kept on %s', (platform) => {
  let app: TrackedApp;
  const heard: unknown[] = [];
  afterEach(() => app.close());

  const start = async () => {
    heard.length = 0;
    app = await tracked(platform, {
      controllers: [SecretsController],
      imports: [EventEmitterModule.forRoot()],
      options: { signal: true, capture: { responseHeaders: true, trackAnonymous: true } },
    });
    app.nest.get(EventEmitter2).on(ACTIVITY_LOGGED, (record) => heard.push(record));
  };

  /** Every byte there is: the database, the events, the log, the history's answers. */
  const everything = async (): Promise<string> => {
    const records = await app.records();
    expect(records.length).toBeGreaterThan(0);
    expect(heard).toHaveLength(records.length);
    const admin = { as: 1, claims: { permissions: EVERY_PERMISSION } };
    const history = await (await app.get('/activity-logs/admin-history', admin)).text();
    const bytes = records.map((record) => Buffer.from(mongo.BSON.serialize(record)).toString('utf8'));
    return [...bytes, JSON.stringify(heard), ...app.transcript.lines, history].join('\n');
  };

  /** A secret as it may stand in a text: itself, in base64 at each of its three offsets, percent-encoded, escaped. */
  const spellings = (secret: string): string[] => {
    const base64 = [0, 1, 2].map((offset) =>
      Buffer.from(' '.repeat(offset) + secret)
        .toString('base64')
        .slice(offset ? 4 : 0, -4),
    );
    return [secret, ...base64, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  };

  it.each(POSITIONS)('%s', async (_, path, call) => {
    await start();
    await (await app.fetch(path, call)).text();

    const kept = await everything();
    for (const spelling of spellings(CANARY)) expect(kept).not.toContain(spelling);
    expect(kept).toContain('***FILTERED***');
  });

  it.each(NOT_KEPT)('%s, which is left out', async (_, path, call) => {
    await start();
    await (await app.fetch(path, call)).text();

    const kept = await everything();
    for (const spelling of spellings(CANARY)) expect(kept).not.toContain(spelling);
  });

  it.each(BY_VALUE)('%s under any key', async (_, secret) => {
    await start();
    await (await app.fetch('/s/echo', json({ note: secret, list: [`see ${secret}`] }))).text();

    const kept = await everything();
    for (const spelling of spellings(secret)) expect(kept).not.toContain(spelling);
    expect(kept).toContain('***FILTERED***');
  });

  it('the token of the caller, and the key it is signed with', async () => {
    await start();
    const token = app.token(7);
    await (await app.post('/s/echo', { echo: token, signature: token.split('.')[2] }, { as: 7 })).text();
    await (await app.get('/s/query', { headers: { authorization: `Bearer ${token}` } })).text();

    const kept = await everything();
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(SECRET);
  });

  it('keeps harmless values unchanged', async () => {
    await start();
    const harmless = {
      author: 'A',
      passenger: 'B',
      accessory: 'C',
      tokenized_at: 'D',
      keyboard: 'E',
      note: 'in clear',
      n: 123456789012,
    };
    await (await app.fetch('/s/echo', json(harmless))).text();
    expect(await app.record()).toMatchObject({ body: harmless, response: harmless });
  });

  it('decompresses a response for its record', async () => {
    await start();
    await (await app.get('/s/compressed/br')).text();
    expect((await app.record()).response).toEqual({ secret: '***FILTERED***', harmless: 'in clear' });
  });

  it('uses the same marker for secrets of every kind and length', async () => {
    await start();
    const secrets = ['x', 'x'.repeat(1_000), '', 12_345, true, { a: CANARY }, [CANARY]];
    await (await app.fetch('/s/quiet', json(secrets.map((password) => ({ password }))))).text();
    expect((await app.record()).body).toEqual(secrets.map(() => ({ password: '***FILTERED***' })));
  });

  it('does not change the values that the host receives', async () => {
    await start();
    const response = await app.fetch('/s/echo', json({ password: CANARY }));
    expect(await response.json()).toEqual({ password: CANARY });
  });
});
