import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../parse/fields.js';
import { parseQuery } from '../parse/parse-query.js';
import { QuerySyntaxError } from '../parse/query-syntax-error.js';
import { toFilter } from './to-filter.js';

const NOW = new Date('2024-05-31T12:00:00.000Z');
const filterOf = (text: string) => toFilter(parseQuery(text), NOW);

describe('toFilter', () => {
  it.each<[string, unknown]>([
    ['', {}],
    ['"words alone"', {}],
    ['user:7', { user_id: { $in: [7, '7'] } }],
    ['user:007', { user_id: { $in: ['007'] } }],
    ['user:*', { user_id: { $nin: [null, ''] } }],
    ['user:demo-*', { user_id: new RegExp(String.raw`^demo\-`, 's') }],
    ['user:0*', { $or: [{ user_id: /^0/s }, { user_id: { $gte: 0, $lte: 0 } }] }],
    ['actor:7', { actor_id: { $in: [7, '7'] } }],
    ['path:/orders', { url_path: /^\/orders(?:\/.*)?$/s }],
    ['event:redeem*', { event_name: /^redeem.*$/is }],
    ['resource:order/4711', { 'resource.type': 'order', 'resource.id': '4711' }],
    ['resource:order', { 'resource.type': { $in: ['order'] } }],
    ['session:a', { $or: [{ sid: { $in: ['a'] } }, { jti: { $in: ['a'] } }] }],
    ['request:7f', { request_id: { $in: ['7f'] } }],
    ['name:"Redeem card"', { $or: [{ url_name: 'Redeem card' }, { event_name: 'Redeem card' }] }],
    ['user:7,*', { $or: [{ user_id: { $in: [7, '7'] } }, { user_id: { $nin: [null, ''] } }] }],
    ['user:7,none', { user_id: { $in: [7, '7', null, ''] } }],
    ['method:GET,POST', { method: { $in: ['GET', 'POST'] } }],
    ['-method:GET', { $nor: [{ method: { $in: ['GET'] } }] }],
    ['status:>=500', { status_code: { $gte: 500 } }],
    ['status:404,>=500', { $or: [{ status_code: { $in: [404] } }, { status_code: { $gte: 500 } }] }],
    ['duration:>1.5s', { execution_time: { $gt: 1.5 } }],
    ['since:24h', { created_time: { $gte: new Date('2024-05-30T12:00:00.000Z') } }],
    ['controller:Orders', { namespace: { $in: ['Orders', 'OrdersController'] } }],
    ['route:Orders.*', { namespace: { $in: ['Orders', 'OrdersController'] } }],
    ['route:/orders*', { route: /^\/orders.*$/s }],
    ['ip:10.1.16.0/20', { client_ip_address: /^10\.1\.(?:16|17|18|19|20|21|22|23|24|25|26|27|28|29|30|31)\./ }],
    ['user:7 method:GET', { $and: [{ user_id: { $in: [7, '7'] } }, { method: { $in: ['GET'] } }] }],
  ])('makes of %s what an index can serve', (text, filter) => {
    expect(filterOf(text)).toEqual(filter);
  });

  it('never turns input of a caller into an operator or a pattern', () => {
    const operators = new Set(['$and', '$or', '$nor', '$in', '$gt', '$gte', '$lt', '$lte', '$ne']);
    const assertLiteral = (value: unknown): void => {
      if (value === null || ['string', 'number'].includes(typeof value) || value instanceof Date) return;
      if (value instanceof RegExp) expect(value.source).toMatch(/^\^/);
      else if (Array.isArray(value)) value.forEach(assertLiteral);
      else {
        for (const [key, item] of Object.entries(value as object)) {
          expect(
            key.startsWith('$') ? operators.has(key) : /^[a-z_]+$|^(?:graphql|resource)\.[a-z]+$/.test(key),
            key,
          ).toBe(true);
          assertLiteral(item);
        }
      }
    };
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '$where',
        '{"$ne":null}',
        '$gt',
        '[$regex]',
        '__proto__',
        '(a+)+$',
        '.*',
        '.*.*.*',
        '^',
        '\\',
        'a.b.c',
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELD_NAMES.filter((field) => field !== 'device')),
        hostile,
        fc.boolean(),
        (field, value, quoted) => {
          const text = quoted ? `${field}:"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `${field}:${value}`;
          try {
            assertLiteral(filterOf(text));
          } catch (error) {
            if (!(error instanceof QuerySyntaxError)) throw error;
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('tries a pattern in no time, whatever it holds', () => {
    for (const glob of ['(a+)+$*', '*a*a*a*a', '*.*.*.*']) {
      const { event_name: pattern } = filterOf(`event:${glob}`) as { event_name: RegExp };
      const started = performance.now();
      expect(pattern.test(`${'a'.repeat(10_000)}!`)).toBe(false);
      expect(performance.now() - started).toBeLessThan(100);
    }
  });
});
