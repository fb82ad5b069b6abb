import { mongo, Types } from 'mongoose';
import { PassThrough } from 'node:stream';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { escapeKey, unescapeKey } from './bson-safe.js';
import { Masker } from '../masker.js';

const value = (input: unknown) => new Masker().begin().value(input);
const roundTrip = (input: unknown): unknown => mongo.BSON.deserialize(mongo.BSON.serialize({ v: value(input) }))['v'];

class Point {
  x = 1;
  readonly password = 'p';
  get sum(): number {
    throw new Error('never read');
  }
  toJSON(): never {
    throw new Error('never called');
  }
}

describe('values BSON has no place for', () => {
  it.each([
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined and holes in an array', Object.assign([undefined], { 2: 1 }), [null, null, 1]],
    ['a function', { f: () => 1 }, { f: '***FUNCTION***' }],
    ['a symbol', { s: Symbol('x') }, { s: '***SYMBOL***' }],
    ['a small BigInt', 7n, '7'],
    ['a large BigInt', 2n ** 70n, '1180591620717411303424'],
    ['numbers that JSON lacks', [Number.NaN, Infinity, -Infinity, -0], [Number.NaN, Infinity, -Infinity, -0]],
    ['a date', new Date(5), new Date(5)],
    ['an invalid date', { d: new Date(Number.NaN) }, { d: null }],
    ['a map', new Map([['a', new Map([[1, 2]])]]), { a: [[1, 2]] }],
    ['a set', new Set([1, { a: 2 }]), [1, { a: 2 }]],
    ['an error', Object.assign(new TypeError('no'), { code: 'E1' }), { name: 'TypeError', message: 'no', code: 'E1' }],
    ['a URL', new URL('https://a.b/c'), 'https://a.b/c'],
    ['a regular expression', /a+/g, '/a+/'],
    ['a buffer', Buffer.alloc(12), '***BINARY 12 bytes***'],
    ['a typed array', new Float64Array(2), '***BINARY 16 bytes***'],
    ['a data view', new DataView(new ArrayBuffer(3)), '***BINARY 3 bytes***'],
    ['an array buffer', new ArrayBuffer(4), '***BINARY 4 bytes***'],
    ['a blob', new Blob(['abc']), '***BINARY 3 bytes***'],
    ['a stream', new PassThrough(), '***STREAM***'],
    ['a promise', Promise.resolve(1), '***OBJECT***'],
    ['boxed primitives', [Object('a'), Object(1), Object(false)], ['a', 1, false]],
    ['an instance', new Point(), { x: 1, password: '***FILTERED***' }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['an object of another realm', vm.runInNewContext('({ a: [1, { b: 2 }] })'), { a: [1, { b: 2 }] }],
    ['an array with other properties', Object.assign([1], { a: 2 }), [1]],
    ['an ObjectId', new Types.ObjectId('65a0f0f0f0f0f0f0f0f0f0f0'), '65a0f0f0f0f0f0f0f0f0f0f0'],
    ['a Decimal128', Types.Decimal128.fromString('1.50'), '1.50'],
    ['a Long', mongo.Long.fromString('9007199254740993'), '9007199254740993'],
    ['an Int32', new mongo.Int32(3), 3],
    ['binary of the driver', new mongo.Binary(Buffer.alloc(5)), '***BINARY 5 bytes***'],
    ['lone surrogates', { 'k\ud800': 'a\udc00b' }, { 'k\ufffd': 'a\ufffdb' }],
    ['what looks like extended JSON', { $oid: 'x', d: { $date: 'y' } }, { $oid: 'x', d: { $date: 'y' } }],
    ['control characters', 'a\r\nb\u001b[31m\u202e', 'a\r\nb\u001b[31m\u202e'],
  ] as [string, unknown, unknown][])('%s', (_, input, stored) => {
    expect(value(input)).toEqual(stored);
    expect(roundTrip(input)).toEqual(stored);
  }); // prettier-ignore

  it('an ObjectId of another major version of bson', () => {
    class ObjectID {
      get _bsontype() {
        return 'ObjectID';
      }
      toString() {
        return '65a0f0f0f0f0f0f0f0f0f0f0';
      }
    }
    expect(value({ id: new ObjectID() })).toEqual({ id: '65a0f0f0f0f0f0f0f0f0f0f0' });
  });

  it('a document is read by its data', () => {
    class Document {
      readonly $__ = { huge: true };
      readonly _doc = { _id: new Types.ObjectId('65a0f0f0f0f0f0f0f0f0f0f0'), token: 'x', n: 1 };
    }
    expect(value(new Document())).toEqual({ _id: '65a0f0f0f0f0f0f0f0f0f0f0', token: '***FILTERED***', n: 1 });
  });
});

describe('keys', () => {
  it.each(['$where', 'a.b', '', 'constructor', 'prototype', '__proto__', 'x'.repeat(10_000), 'toBSON', '％', 'length'])(
    '%j is kept',
    (key) => {
      const input = JSON.parse(`{${JSON.stringify(key)}:1}`) as object;
      expect(Object.keys(value(input) as object)).toEqual([key]);
      expect(mongo.BSON.serialize({ v: value(input) }).length).toBeGreaterThan(0);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it.each([
    ['_bsontype', '％5Fbsontype'],
    ['a\0b\0', 'a％00b％00'],
  ])('%j is escaped, and comes back', (key, escaped) => {
    expect(escapeKey(key)).toBe(escaped);
    expect(escapeKey(escaped)).toBe(escaped);
    expect(unescapeKey(escaped)).toBe(key);
    expect(roundTrip([{ [key]: 'ObjectId' }])).toEqual([{ [escaped]: 'ObjectId' }]);
  });
});

describe('the host’s code', () => {
  it('no own getter is run', () => {
    let runs = 0;
    const get = () => ++runs;
    const list = [1, 2];
    Object.defineProperty(list, 1, { get, enumerable: true });
    const input = Object.defineProperties(
      { list },
      { a: { get, enumerable: true }, password: { get, enumerable: true }, s: { set: get, enumerable: true } },
    );
    expect(value(input)).toEqual({
      list: [1, '***ACCESSOR***'],
      a: '***ACCESSOR***',
      password: '***FILTERED***',
      s: '***ACCESSOR***',
    });
    expect(runs).toBe(0);
  });

  it.each(['ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'] as const)(
    'a proxy whose %s throws becomes a marker, the rest stays',
    (trap) => {
      const session = new Masker().begin();
      const proxy = new Proxy({ a: 1 }, { [trap]: () => { throw new Error('canary'); } }); // prettier-ignore
      expect(session.value({ proxy, b: 2 })).toEqual({ proxy: '***UNREADABLE***', b: 2 });
      expect(session.faults).toBe(1);
    },
  );

  it('a revoked proxy becomes a marker', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(value([proxy, 1])).toEqual(['***UNREADABLE***', 1]);
    expect(new Masker().begin().headers(proxy).value).toEqual({});
    expect(new Masker().begin().pathSecrets(proxy).values).toEqual([]);
  });

  it('toJSON and toBSON are never called', () => {
    const never = () => {
      throw new Error('never called');
    };
    expect(value({ toJSON: never, toBSON: never, a: 1 })).toEqual({
      toJSON: '***FUNCTION***',
      toBSON: '***FUNCTION***',
      a: 1,
    });
  });
});

describe('bounds', () => {
  it('a cycle becomes a marker, a repetition does not', () => {
    const shared = { a: 1 };
    const input: Record<string, unknown> = { shared, again: shared, list: [] };
    input['self'] = input;
    (input['list'] as unknown[]).push(input, new Map([['m', input]]));
    expect(value(input)).toEqual({
      shared,
      again: shared,
      self: '***CIRCULAR***',
      list: ['***CIRCULAR***', { m: '***CIRCULAR***' }],
    });
  });

  it.each([33, 64, 101, 181, 5_000, 1_000_000])('nesting of %d', (depth) => {
    let input: unknown = 'end';
    for (let level = 0; level < depth; level++) input = level % 2 ? [input] : { a: input };
    const text = JSON.stringify(value(input));
    expect(text.includes(depth > 64 ? '***TRUNCATED depth***' : '"end"')).toBe(true);
    expect(mongo.BSON.serialize({ v: value(input) }).length).toBeGreaterThan(0);
  });

  it.each([
    ['an array', Array.from({ length: 100_000 }, (_, index) => index), 'array'],
    ['a sparse array', Object.assign([], { length: 4_000_000_000 }), 'array'],
    ['a set', new Set(Array.from({ length: 100_000 }, (_, index) => index)), 'array'],
    ['an object', Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])), 'object'],
    ['a map', new Map(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])), 'object'],
  ])('%s of too many entries', (_, input, shape) => {
    const copy = value(input) as object;
    expect(Array.isArray(copy)).toBe(shape === 'array');
    expect(Object.keys(copy)).toHaveLength(20_001);
    expect(Object.values(copy).at(-1)).toMatch(/^\*{3}TRUNCATED \d+ more\*{3}$/);
    expect(value(copy)).toEqual(copy);
  });

  it('the marker counts what is missing', () => {
    expect((value(Array.from({ length: 100_000 }, () => 0)) as unknown[]).at(-1)).toBe('***TRUNCATED 80000 more***');
  });

  it.each([
    ['letters', 'a'.repeat(100_000)],
    ['pairs of surrogates', '😀'.repeat(50_000)],
    ['pairs of surrogates, shifted', `a${'😀'.repeat(50_000)}`],
    ['17 MiB', 'ab c'.repeat((17 * 1024 * 1024) / 4)],
  ])('a long string is cut between characters: %s', (_, input) => {
    const cut = value(input) as string;
    expect(cut.length).toBeLessThanOrEqual(65_536);
    expect(cut.length).toBeGreaterThan(60_000);
    expect(cut.endsWith(`***TRUNCATED ${input.length - 65_536} characters***`)).toBe(true);
    expect(cut).not.toMatch(/\p{Surrogate}/u);
    expect(value(cut)).toBe(cut);
  });

  it.each([-20, -10, -1, 0, 4_000, 4_090, 5_000])(
    'a secret at the cut, %d characters off, is masked before',
    (offset) => {
      const secret = 'hunter22hunter22';
      for (const text of [`password=${secret}`, `Bearer ${secret}`, `https://u:${secret}@h`]) {
        expect(value(`${' '.repeat(65_536 + offset - 20)}${text}${' z'.repeat(5_000)}`)).not.toContain('hunter');
      }
    },
  );

  it('a long secret in front lets nothing unmasked follow', () => {
    expect(
      value(`token=${'a'.repeat(60_000)} ${' '.repeat(10_000)} token=hunter22${' z'.repeat(40_000)}`),
    ).not.toContain('hunter22');
  });

  it('all strings together are bounded', () => {
    const copy = value(Array.from({ length: 200 }, () => 'a'.repeat(60_000))) as string[];
    expect(copy.join('').length).toBeLessThan(4 * 1024 * 1024 + 200 * 30);
    expect(copy.at(-1)).toBe('***TRUNCATED text***');
    expect(value(copy)).toEqual(copy);
  });
});
