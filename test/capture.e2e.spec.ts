import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ThingsController } from './fixtures/everything.controller.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

/** One row per kind of request: what is sent, and what the record says of it. */
const KINDS: {
  kind: string;
  path: string;
  init?: Parameters<TrackedApp['fetch']>[1];
  record: Record<string, unknown>;
}[] = [
  {
    kind: 'an ordinary GET with a query',
    path: '/things?page=3',
    record: {
      method: 'GET',
      url_name: 'list',
      namespace: 'ThingsController',
      route: '/things',
      url_path: '/things',
      status_code: 200,
      response: [{ id: 1, page: '3' }, { id: 2 }],
      body: null,
      outcome: 'completed',
      user_id: 7,
    },
  },
  {
    kind: 'a POST with JSON',
    path: '/things',
    init: { method: 'POST', json: { name: 'lamp', tags: ['a', { b: 1 }] } },
    record: { method: 'POST', url_name: 'create', status_code: 201, body: { name: 'lamp', tags: ['a', { b: 1 }] } },
  },
  {
    kind: 'a PUT',
    path: '/things/4',
    init: { method: 'PUT', json: {} },
    record: { method: 'PUT', route: '/things/:id', url_name: 'replace', body: {} },
  },
  {
    kind: 'a PATCH',
    path: '/things/4',
    init: { method: 'PATCH', json: [1] },
    record: { method: 'PATCH', url_name: 'change', body: [1] },
  },
  {
    kind: 'an empty answer (204)',
    path: '/things/4',
    init: { method: 'DELETE' },
    record: { method: 'DELETE', url_name: 'remove', status_code: 204, response: null },
  },
  {
    kind: 'a request refused by a guard',
    path: '/things/guarded',
    record: {
      url_name: 'guarded',
      namespace: 'ThingsController',
      route: '/things/guarded',
      status_code: 403,
      response: { statusCode: 403 },
    },
  },
  {
    kind: 'a request refused by a pipe',
    path: '/things/abc',
    record: { url_name: 'one', route: '/things/:id', status_code: 400 },
  },
  {
    kind: 'an unknown route',
    path: '/nowhere/at/all',
    record: { url_name: null, namespace: null, route: null, url_path: '/nowhere/at/all', status_code: 404 },
  },
  {
    kind: 'a handler that throws',
    path: '/things/thrown',
    record: { url_name: 'thrown', status_code: 500, response: { statusCode: 500, message: 'Internal server error' } },
  },
  {
    kind: 'a handler that throws an HTTP exception',
    path: '/things/teapot',
    record: { status_code: 418, response: { code: 'TEAPOT' } },
  },
  {
    kind: 'malformed JSON',
    path: '/things',
    init: { method: 'POST', body: '{"password":"hunter22', headers: { 'content-type': 'application/json' } },
    record: { status_code: 400, body: { omitted: 'unreadable', type: 'application/json', size: 21 } },
  },
  {
    kind: 'a body that is too large for the host',
    path: '/things',
    init: { method: 'POST', json: { text: 'x'.repeat(2_000_000) } },
    record: { status_code: 413 },
  },
  { kind: 'plain text', path: '/things/text', record: { response: { omitted: 'type', size: 10 } } },
  {
    kind: 'a streamed file',
    path: '/things/stream',
    record: { response: { omitted: 'type', type: 'image/png', size: 1_500 } },
  },
  { kind: 'streamed JSON', path: '/things/json-stream', record: { response: { a: [1, 2] } } },
  {
    kind: 'an answer written by hand',
    path: '/things/manual',
    record: { url_name: 'manual', response: { manual: true }, status_code: 200 },
  },
  {
    kind: 'server-sent events',
    path: '/things/events',
    record: { url_name: 'events', response: { omitted: 'type', type: 'text/event-stream' } },
  },
  {
    kind: 'a HEAD of a GET handler',
    path: '/things',
    init: { method: 'HEAD' },
    record: { method: 'HEAD', status_code: 200, response: null },
  },
  {
    kind: 'an OPTIONS handler',
    path: '/things/choices',
    init: { method: 'OPTIONS' },
    record: { method: 'OPTIONS', url_name: 'choices' },
  },
  {
    kind: 'a redirect',
    path: '/things/moved',
    record: { status_code: 302, response_headers: { location: '/things?token=***FILTERED***' } },
  },
  {
    kind: 'an urlencoded form',
    path: '/things',
    init: {
      method: 'POST',
      body: new URLSearchParams([
        ['name', 'lamp'],
        ['tag', 'a'],
        ['tag', 'b'],
        ['password', 'hunter22'],
      ]),
    },
    record: { body: { name: 'lamp', tag: ['a', 'b'], password: '***FILTERED***' } },
  },
  {
    kind: 'a JSON type with suffix and charset',
    path: '/things',
    init: { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/vnd.api+json; charset=utf-8' } },
    record: { body: { a: 1 } },
  },
  {
    kind: 'a body of another type',
    path: '/things',
    init: { method: 'POST', body: 'hello', headers: { 'content-type': 'text/plain' } },
    record: { body: { omitted: 'type', type: 'text/plain', size: 5 } },
  },
  {
    kind: 'a multipart form',
    path: '/things',
    init: { method: 'POST', body: multipart() },
    record: {
      body: {
        title: 'holiday',
        password: '***FILTERED***',
        photo: { filename: 'beach.png', type: 'image/png', size: 12 },
      },
    },
  },
  {
    kind: 'a body the handler changes afterwards',
    path: '/things/mutating',
    init: { method: 'POST', json: { note: 'kept', n: 1 } },
    record: { body: { note: 'kept', n: 1 }, response: { n: 1, added: 'by the handler' } },
  },
];

function multipart(): FormData {
  const form = new FormData();
  form.set('title', 'holiday');
  form.set('password', 'hunter22');
  form.set('photo', new Blob(['twelve bytes'], { type: 'image/png' }), 'beach.png');
  return form;
}

describe.each(
  PLATFORMS.flatMap((platform) => [true, false].map((globalInterceptor) => ({ platform, globalInterceptor }))),
)('captured on $platform, capture.globalInterceptor: $globalInterceptor', ({ platform, globalInterceptor }) => {
  let app: TrackedApp;

  beforeEach(async () => {
    const capture = { responseHeaders: true, globalInterceptor };
    app = await tracked(platform, { controllers: [ThingsController], options: { capture } });
  });
  afterEach(() => app.close());

  it.each(KINDS)('$kind', async ({ path, init, record }) => {
    const response = await app.fetch(path, { as: 7, ...init });
    await response.text();

    const recorded = await app.record();
    expect(recorded).toMatchObject({ user_id: 7, outcome: 'completed', ...record });
    expect(recorded.status_code).toBe(response.status);
  });
});

describe.each(PLATFORMS)('captured on %s', (platform) => {
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked(platform, { controllers: [ThingsController], options: { capture: { responseHeaders: true } } });
  });
  afterEach(() => app.close());

  it('a response that the client aborts', async () => {
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    client.write(`GET /things/hang HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token(7)}\r\n\r\n`);
    await arrival();
    client.destroy();
    await once(client, 'close');

    const record = await eventually(app);
    expect(record).toMatchObject({
      outcome: 'aborted',
      status_code: null,
      url_name: 'hang',
      user_id: 7,
      response: null,
    });
  });

  it('a request with an incomplete body', async () => {
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    client.write(
      `POST /things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token(7)}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":`,
    );
    await arrival();
    client.destroy();

    expect(await eventually(app)).toMatchObject({ outcome: 'aborted', body: { omitted: 'unreadable', size: 5 } });
  });

  it('a thousand requests of different users on keep-alive connections', async () => {
    await Promise.all(
      Array.from({ length: 200 }, async (_, user) => (await app.get(`/things/${user}`, { as: user })).text()),
    );

    const records = await app.records();
    expect(records).toHaveLength(200);
    expect(records.every((record) => record.url_path === `/things/${record.user_id}`)).toBe(true);
  });

  it('truncated bodies with their full size', async () => {
    const response = await app.get('/things/big?size=2000', { as: 7 });
    const size = Buffer.byteLength(await response.text());

    const record = await app.record();
    expect(record.truncated).toEqual({ response: size });
    const { items } = record.response as { items: { index: number }[] };
    expect(items.length).toBeGreaterThan(100);
    expect(items.length).toBeLessThan(2_000);
    expect(items[100]).toEqual({ index: 100, text: 'x'.repeat(80) });
  });

  it('a response whose buffer the application reuses', async () => {
    await (await app.get('/things/reused', { as: 7 })).text();
    const record = await app.record();
    expect(record).toMatchObject({ url_name: 'reused', status_code: 200, response: { kept: 'as it was sent' } });
  });

  it('arrival time and duration of the request', async () => {
    const before = Date.now();
    await (await app.get('/things', { as: 7 })).text();
    const after = Date.now();

    const { created_time, execution_time } = await app.record();
    expect(created_time.getTime()).toBeGreaterThanOrEqual(before);
    expect(created_time.getTime()).toBeLessThanOrEqual(after);
    expect(execution_time).toBeGreaterThan(0);
    expect(execution_time).toBeLessThan((after - before) / 1000 + 1);
  });

  it('requests open at shutdown, as unfinished', async () => {
    const client = connect(Number(new URL(app.url).port), '127.0.0.1');
    client.write(`GET /things/hang HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token(7)}\r\n\r\n`);
    await arrival();
    client.on('error', () => {});
    const closing = app.close();
    await settled();
    client.destroy();
    await closing;

    const [record] = await app.storedRecords();
    expect(record).toMatchObject({ url_name: 'hang', status_code: null });
    expect(['unfinished', 'aborted']).toContain(record!.outcome);
  });

  async function arrival(): Promise<void> {
    // The bytes have to cross the loopback: some turns of the event loop, and the kernel's share.
    for (let turn = 0; turn < 200; turn++) await settled(1);
  }

  async function eventually(app: TrackedApp) {
    for (let turn = 0; turn < 200; turn++) {
      const [record] = await app.records();
      if (record) return record;
    }
    throw new Error('no record came');
  }
});
