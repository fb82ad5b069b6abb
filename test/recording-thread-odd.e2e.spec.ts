import { request as rawRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { All, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { mongo } from 'mongoose';
import { expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type ActivityLog, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { appsOverMongo } from './support/apps-over-mongodb.js';
import { comparable, inOrder } from './support/comparable-records.js';
import { PLATFORMS, type TrackedApp } from './support/tracked-app.js';
import { recordingWorker } from './support/recording-worker.js';

interface AnyResponse {
  raw?: AnyResponse;
  hijack?(): void;
  writeHead(status: number, headers: Record<string, string | string[] | number>): void;
  write(part: string | Uint8Array, encoding?: string): void;
  end(body?: string | Uint8Array, encoding?: string): void;
  destroy(): void;
  socket: { destroy(): void };
}

function rawOf(response: AnyResponse): AnyResponse {
  response.hijack?.();
  return response.raw ?? response;
}

const json = { 'content-type': 'application/json' };

@Controller()
class OddController {
  @Post('echo/:id')
  echo(@Param('id') id: string, @Req() { body }: { body: unknown }): unknown {
    return { id, body };
  }

  @All('answers/:kind')
  answer(@Param('kind') kind: string, @Res() response: AnyResponse): void {
    const raw = rawOf(response);
    switch (kind) {
      case 'latin1':
        raw.writeHead(200, { 'content-type': 'application/json', 'x-odd': 'caf\u00e9', 'set-cookie': ['a=1', 'b=2'] });
        raw.end('{"a":"caf\u00e9"}', 'latin1');
        return;
      case 'chunks':
        raw.writeHead(200, json);
        raw.write('{"a":"\ud83d');
        raw.write('\ude00","password":"pa55');
        raw.write(Buffer.from('word-1"'));
        raw.end('}');
        return;
      case 'surrogate':
        raw.writeHead(200, json);
        raw.end('{"a":"\ud83d","b":"\ude00\ud83d"}');
        return;
      case 'gzip':
        raw.writeHead(200, { ...json, 'content-encoding': 'gzip' });
        raw.end(gzipSync('{"a":{"$ref":"a.b","$id":"1"},"password":"pa55word-2"}'));
        return;
      case 'brokengzip':
        raw.writeHead(200, { ...json, 'content-encoding': 'gzip' });
        raw.end(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5]));
        return;
      case 'bom':
        raw.writeHead(200, json);
        raw.end('\ufeff{"a":1}');
        return;
      case 'dbref':
        raw.writeHead(200, json);
        raw.end('{"x":{"$ref":"a.b","$id":"1","more":[1]},"y":[{"$id":1,"$ref":"c"}],"$db":2}');
        return;
      case 'big':
        raw.writeHead(200, json);
        raw.end('{"a":9223372036854775807,"b":12345678901234567890,"c":1e400,"d":-0,"e":0.1,"f":4294967296}');
        return;
      case 'nul':
        raw.writeHead(200, json);
        raw.end('{"a\\u0000b":1,"":2,"__proto__":{"x":1},"constructor":3}');
        return;
      case 'long':
        raw.writeHead(200, json);
        raw.end(JSON.stringify({ token: 'pa55word-3', list: Array(600).fill('\u00e9\u20ac'), end: 'x'.repeat(100) }));
        return;
      case 'exact':
        raw.writeHead(200, json);
        raw.end(`{"a":"${'x'.repeat(2_048 - 8)}"}`);
        return;
      case 'overone':
        raw.writeHead(200, json);
        raw.end(`{"a":"${'x'.repeat(2_048 - 7)}"}`);
        return;
      case 'events':
        raw.writeHead(200, { 'content-type': 'text/event-stream' });
        raw.write('data: {"password":"pa55word-4"}\n\n');
        raw.end();
        return;
      case 'binary':
        raw.writeHead(200, { 'content-type': 'application/octet-stream' });
        raw.end(new Uint8Array([0, 255, 1]));
        return;
      case 'cutoff':
        raw.writeHead(200, { ...json, 'content-length': 1_000 });
        raw.write('{"a":1');
        raw.socket.destroy();
        return;
      default:
        raw.writeHead(204, {});
        raw.end();
    }
  }

  @Get('places/:a/:b')
  place(@Param() params: unknown): unknown {
    return params;
  }
}

/** As bytes: fetch() refuses what hostile callers send. */
function raw(
  app: TrackedApp,
  path: string,
  method: string,
  headers: Record<string, unknown>,
  body?: Uint8Array,
): Promise<void> {
  const { port } = new URL(app.url);
  return new Promise((resolve) => {
    const request = rawRequest(
      { host: '127.0.0.1', port, path, method, headers: headers as never, agent: false },
      (response) => {
        response.resume();
        response.on('close', () => resolve());
      },
    );
    request.on('error', () => resolve());
    request.end(body);
  });
}

const ANSWERS = [
  'latin1',
  'chunks',
  'surrogate',
  'gzip',
  'brokengzip',
  'bom',
  'dbref',
  'big',
  'nul',
  'long',
  'exact',
  'overone',
  'events',
  'binary',
  'cutoff',
  'none',
];

const PAYLOADS: Record<string, unknown>[] = [
  { company_id: new Date(5), roles: ['a'] },
  { company_id: 2n ** 60n, roles: undefined },
  { company_id: new mongo.ObjectId('0123456789abcdef01234567') },
  { company_id: -0, roles: [undefined, null, Number.NaN] },
  {
    company_id: new (class Company {
      id = 7;
    })(),
    roles: new Set(['a']),
  },
  { company_id: { $ref: 'a.b', $id: '1' }, roles: Buffer.from('abc') },
  { company_id: mongo.Long.fromString('9223372036854775807'), roles: { a: { toJSON: () => 'x' } } },
  { company_id: '\ud83d', roles: '\ude00' },
  { company_id: Object.create(null, { a: { value: 1, enumerable: true } }), roles: Symbol('x') },
  { company_id: () => 1, roles: [new Map()] },
];

const inWorkerThread = recordingWorker();

for (const platform of PLATFORMS) {
  describeWithMongo(`odd requests in a thread that records, on ${platform}`, (uri) => {
    const { start } = appsOverMongo(platform, uri, [OddController]);
    const both = async (options: ActivityTrackerOptions): Promise<[TrackedApp, TrackedApp]> => [
      await start(options),
      await start({ ...options, recording: inWorkerThread() }),
    ];

    async function expectSame([main, worker]: [TrackedApp, TrackedApp], count: number): Promise<void> {
      const [expected, stored] = [inOrder(await main.records()), inOrder(await worker.records())];
      expect(expected).toHaveLength(count);
      expect(stored.map(({ api }) => api)).toEqual(expected.map(({ api }) => api));
      for (const [index, record] of stored.entries()) expect.soft(record, String(record.api)).toEqual(expected[index]);
      expect(JSON.stringify(stored)).not.toContain('pa55word');
      const { accepted, stored: taken, waiting, dropped, failed } = worker.tracker.stats();
      expect({ accepted, taken, waiting, failed, dropped }).toEqual({
        accepted: count,
        taken: count,
        waiting: 0,
        failed: 0,
        dropped: { full: 0, evicted: 0, shutdown: 0, late: 0 },
      });
    }

    it('stores the same record for answers of odd bytes', async () => {
      const apps = await both({ capture: { maxBodyBytes: 2_048, responseHeaders: true } });
      for (const app of apps)
        for (const kind of ANSWERS)
          await raw(app, `/answers/${kind}`, 'GET', { authorization: `Bearer ${app.token(7)}` });
      await expectSame(apps, ANSWERS.length);
    });

    it('stores the same record for requests of odd bytes', async () => {
      const apps = await both({ capture: { maxBodyBytes: 2_048 }, storage: { bodyFormat: 'document' } });
      const bodies: [string, Record<string, string>, string | Buffer][] = [
        ['dbref', json, '{"x":{"$ref":"a.b","$id":"1","more":[1]},"a.b":{"$x":1}}'],
        [
          'dbref-gzip',
          { ...json, 'content-encoding': 'gzip' },
          gzipSync('{"x":{"more":[1],"$ref":"a.b","$id":"1"},"a.b":{"$x":1}}'),
        ],
        [
          'big-gzip',
          { ...json, 'content-encoding': 'gzip' },
          gzipSync('{"a":9223372036854775807,"d":-0,"e":5.0,"u":"\\ud83d"}'),
        ],
        ['broken-gzip', { ...json, 'content-encoding': 'gzip' }, Buffer.from('no gzip')],
        ['latin1', { 'content-type': 'application/json; charset=latin1' }, Buffer.from('{"a":"caf\u00e9"}', 'latin1')],
        [
          'utf16',
          { 'content-type': 'application/json; charset=utf-16le' },
          Buffer.from('{"a":"caf\u00e9"}', 'utf16le'),
        ],
        ['invalid', json, Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xc3, 0x22, 0x7d])],
        ['form', { 'content-type': 'application/x-www-form-urlencoded' }, 'password=pa55word-5&a=%ff%fe&b=%ud83d&c'],
        [
          'multipart',
          { 'content-type': 'multipart/form-data; boundary=x' },
          '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\npa55word-6\r\n--x--\r\n',
        ],
        ['text', { 'content-type': 'text/plain' }, 'password=pa55word-7'],
        [
          'long',
          json,
          JSON.stringify({ password: 'pa55word-8', x: { $ref: 'a.b', $id: 1 }, l: Array(700).fill('\u20ac') }),
        ],
        ['empty', json, ''],
        [
          'graphql',
          json,
          '{"query":"mutation($p:String){login(password:$p, password:\\"pa55word-9\\")}","variables":{"p":"other"}}',
        ],
      ];
      for (const app of apps)
        for (const [name, headers, body] of bodies)
          await raw(
            app,
            `/echo/${name}`,
            'POST',
            {
              authorization: `Bearer ${app.token('9007199254740993')}`,
              ...headers,
              'content-length': String(Buffer.byteLength(body)),
            },
            Buffer.from(body),
          );
      await expectSame(apps, bodies.length);
    });

    it('stores the same record for paths and headers of odd bytes', async () => {
      const apps = await both({ capture: { maxBodyBytes: 2_048 } });
      const paths = [
        '/places/%F0%9F%98%80/%C3%A9?x=%ED%A0%BD&token=pa55word-1',
        '/places/a/b?__proto__=1&constructor=2&%00=3',
        '/places/%2e%2e/%2f?a[b]=1&a[b]=2&',
        '/places/a/b?x=%ff%zz',
      ];
      const odd = {
        'x-latin': 'caf\u00e9\u00ff',
        __proto__: 'x',
        constructor: 'y',
        'x-list': ['a', 'b'],
        cookie: ['a=1', 'b=pa55word-2'],
      };
      for (const app of apps)
        for (const path of paths)
          await raw(app, path, 'GET', { authorization: `Bearer ${app.token(7)}`, ...odd, ['__proto__']: 'z' });
      await expectSame(apps, paths.length);
    });

    it('stores the same record for users of odd kinds', async () => {
      const users = PAYLOADS.map((payload, index) => ({
        id: [
          7n ** 20n,
          new mongo.ObjectId('0123456789abcdef01234567'),
          2 ** 60,
          -0,
          '',
          '\ud83d',
          'n7',
          7,
          new Date(0),
          { id: 1 },
        ][index],
        ...payload,
      }));
      const apps = await both({
        capture: { trackAnonymous: true },
        payloadKeys: ['company_id', 'roles'],
        resolveUser: ((request: { headers: Record<string, string> }) =>
          users[Number(request.headers['x-user'])]) as never,
      });
      for (const app of apps)
        for (const index of users.keys()) await raw(app, `/places/user/${index}`, 'GET', { 'x-user': String(index) });
      await expectSame(apps, users.length);
    });

    it('stores the same activity for odd data of track()', async () => {
      const apps = await both({ payloadKeys: ['company_id'] });
      const cyclic: Record<string, unknown> = { a: 1 };
      cyclic.self = cyclic;
      const deep: Record<string, unknown> = {};
      let at = deep;
      for (let level = 0; level < 300; level++) at = at.x = {} as Record<string, unknown>;
      const data: unknown[] = [
        { x: { $ref: 'a.b', $id: '1', more: 2 } },
        { a: 2n ** 70n, b: 2n ** 60n, c: Symbol('x'), d: () => 1, e: undefined, f: Number.NaN, g: -0, h: Infinity },
        {
          a: new Map([['password', 'pa55word-1']]),
          b: new Set([1]),
          c: /x/gi,
          d: new Date(Number.NaN),
          e: new Error('x'),
        },
        {
          a: Buffer.from('pa55'),
          b: new Uint16Array([1, 2]),
          c: new mongo.ObjectId('0123456789abcdef01234567'),
          d: mongo.Long.fromString('9223372036854775807'),
          e: mongo.Decimal128.fromString('1.5'),
          f: mongo.Timestamp.fromBits(1, 2),
        },
        {
          a: new mongo.BSONRegExp('x', 'i'),
          b: new mongo.MinKey(),
          c: new mongo.Code('x', { a: 1 }),
          d: new mongo.BSONSymbol('x'),
          e: new mongo.Int32(5),
          f: new mongo.Double(5),
        },
        cyclic,
        deep,
        { a: '\ud83d', 'b\ud83d': '\ude00', 'a\0b': 1, $set: 1, 'a.b': 2, ['__proto__']: 3 },
        { text: 'x'.repeat(3_000_000) },
        'text',
        5,
        null,
        [1, { password: 'pa55word-2' }],
      ];
      for (const app of apps)
        for (const [index, value] of data.entries())
          try {
            app.tracker.track({ event: `event ${String(index).padStart(2, '0')}`, userId: 7, data: value });
          } catch {
            // The same for both.
          }
      const [main, worker] = apps;
      const key = ({ url_name: name }: ActivityLog) => String(name);
      const sorted = (list: ActivityLog[]) =>
        list.toSorted((one, other) => key(one).localeCompare(key(other))).map(comparable);
      const [expected, stored] = [sorted(await main.records()), sorted(await worker.records())];
      expect(stored.map(({ url_name: name }) => name)).toEqual(expected.map(({ url_name: name }) => name));
      for (const [index, record] of stored.entries())
        expect.soft(record, String(record.url_name)).toEqual(expected[index]);
      expect(worker.tracker.stats().failed).toBe(main.tracker.stats().failed);
    });
  });
}
