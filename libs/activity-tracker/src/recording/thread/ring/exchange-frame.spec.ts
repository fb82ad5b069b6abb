import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { CapturedBody } from '../../../capture/bodies/captured-body.js';
import type { RecordedExchange } from '../../building/recorded-exchange.js';
import { writableExchange } from './exchange-frame.js';
import { EXCHANGE_FRAME, Frame } from './frame.js';
import { readExchange } from './read-exchange.js';
import { SEGMENT_HEAD_BYTES, SharedSegment } from './shared-segment.js';

const LIMIT = 1_024;

function bodyOf(...chunks: (string | Buffer)[]): CapturedBody {
  const body = new CapturedBody(true, LIMIT);
  for (const chunk of chunks) body.noteOrEnd(chunk, 'utf8');
  body.noteOrEnd(null);
  return body;
}

const EXCHANGE: RecordedExchange = {
  _id: new Types.ObjectId(),
  method: 'POST',
  url: '/orders/7?a=b',
  template: '/orders/:id',
  params: { id: '7', rest: ['a', 'b'], none: undefined },
  origin: { host: 'api.example', protocol: 'https' },
  address: { ip: '203.0.113.7', country: 'Germany' },
  headers: { 'content-type': 'application/json', 'content-length': '17', 'x-odd': 'ä€😀\0', 'set-cookie': ['a', 'b'] },
  headerBytes: 120,
  requestBody: {
    body: bodyOf(Buffer.from('{"a":"ä"}')),
    declared: { contentType: 'application/json', wasSent: true, contentLength: '17' },
  },
  responseBody: {
    body: bodyOf('{"text":"€"}'),
    declared: { contentType: 'application/json', contentEncoding: undefined },
  },
  sentHeaders: { 'content-type': 'application/json', 'set-cookie': ['c', 'd'] },
  requestId: 'an id',
  statusCode: 201,
  arrivedAt: 1_700_000_000_123,
  executionTime: 0.001_25,
  outcome: 'completed',
  traceId: 'a trace',
  route: { urlName: 'create', namespace: 'Orders', eventName: undefined, resource: { type: 'order', from: 'id' } },
  attemptedField: 'email',
  graphql: { operation: null, type: 'query', fields: ['a'], errors: null },
  user: { id: 7, actor: '7', payload: { company: { id: 1, of: ['x', null, true] } } },
};

function throughMemory(exchange: RecordedExchange, withBodies = true): RecordedExchange | undefined {
  const writable = writableExchange(exchange);
  if (!writable) return undefined;
  const segment = new SharedSegment(1, new SharedArrayBuffer(64 * 1024));
  const frame = new Frame(segment, SEGMENT_HEAD_BYTES);
  frame.begin(EXCHANGE_FRAME, 0, 1, exchange._id.id);
  const written = writable.write(frame, withBodies);
  expect(written).toBeLessThanOrEqual(writable.mostBytes);
  frame.end(written);
  return readExchange(frame, LIMIT, exchange.sentHeaders !== undefined);
}

const textOf = ({ requestBody: { body } }: RecordedExchange) => body?.bytes().toString();

describe('an exchange in shared memory', () => {
  it('is read as it was written', () => {
    const { requestBody, responseBody, ...read } = throughMemory(EXCHANGE)!;
    const { requestBody: asked, responseBody: answered, ...expected } = EXCHANGE;
    expect(read).toEqual(expected);
    expect(requestBody.declared).toEqual(asked.declared);
    expect(responseBody.declared).toEqual(answered.declared);
    expect(requestBody.body).toMatchObject({ size: 10, complete: true, isKept: true, cut: false });
    expect(requestBody.body!.bytes().toString()).toBe('{"a":"ä"}');
    expect(responseBody.body!.asWritten()).toBe('{"text":"€"}');
  });

  it.each<[string, Partial<RecordedExchange>]>([
    ['nothing known', { user: { id: null, actor: undefined, payload: {} }, route: undefined, graphql: undefined }],
    ['a failed identification', { user: { id: null, actor: undefined, payload: {}, unidentified: 'resolveUser' } }],
    ['a text as id', { user: { id: 'n7', actor: 0, payload: {} } }],
    ['no status', { statusCode: null, outcome: 'aborted', method: null }],
    ['no host', { origin: { host: undefined, protocol: 'http' } }],
    ['a path only', { origin: undefined, requestId: null, attemptedField: undefined, sentHeaders: undefined }],
    ['an empty route name', { route: { urlName: '', namespace: '', eventName: '', resource: undefined } }],
  ])('keeps %s', (_, part) => {
    const exchange = { ...EXCHANGE, ...part };
    const { requestBody: __, responseBody: ___, ...read } = throughMemory(exchange)!;
    expect(read).toEqual({ ...exchange, requestBody: undefined, responseBody: undefined });
  });

  it.each<[string, (string | Buffer)[], string]>([
    ['chunks of text and bytes', ['ab', Buffer.from('cd'), 'é'], 'abcdé'],
    ['a text that is cut', ['x'.repeat(2_000)], 'x'.repeat(LIMIT)],
    [
      'bytes that are cut',
      [Buffer.from('x'.repeat(900)), Buffer.from('y'.repeat(900))],
      'x'.repeat(900) + 'y'.repeat(124),
    ],
  ])('keeps a body of %s', (_, chunks, text) => {
    const body = bodyOf(...chunks);
    const exchange = { ...EXCHANGE, requestBody: { ...EXCHANGE.requestBody, body } };
    const read = throughMemory(exchange)!;
    expect(textOf(read)).toBe(text);
    expect(read.requestBody.body).toMatchObject({ size: body.size, cut: body.cut });
    expect(read.requestBody.body!.whole()?.toString()).toBe(body.whole()?.toString());
  });

  it('keeps the sizes of bodies that are left out', () => {
    const read = throughMemory(EXCHANGE, false)!;
    expect(read.requestBody.body).toMatchObject({ size: 10 });
    expect(textOf(read)).toBe('');
  });

  it.each<[string, Partial<RecordedExchange>]>([
    ['a payload that is not plain', { user: { id: 1, actor: undefined, payload: { at: new Date(0) } } }],
    ['a header that is no text', { headers: { age: 1 } as never }],
    ['a parameter that is no text', { params: { id: 7 } }],
    [
      'a body that the application read before',
      {
        requestBody: { body: bodyOf(), declared: { contentType: 'application/json', wasSent: true, parsed: { a: 1 } } },
      },
    ],
    [
      'a body that is cut, and that the application parsed',
      {
        requestBody: {
          body: bodyOf('x'.repeat(2_000)),
          declared: { contentType: undefined, wasSent: true, parsed: {} },
        },
      },
    ],
  ])('is left to the thread of the application with %s', (_, part) => {
    expect(writableExchange({ ...EXCHANGE, ...part })).toBeUndefined();
  });
});
