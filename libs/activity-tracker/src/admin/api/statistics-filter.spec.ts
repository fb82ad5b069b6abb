import { describe, expect, it } from 'vitest';
import type { DimensionValue } from '../../storage/tally/dimension.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { planQuery } from '../query/plan/query-plan.js';
import { toFilter } from '../query/plan/to-filter.js';
import { statisticsFilterOf } from './statistics-filter.js';

const NOW = new Date('2026-01-31T12:00:00Z');
const filterOf = (text: string) => {
  const query = parseQuery(text);
  return statisticsFilterOf(query, planQuery(query, NOW), NOW);
};
const route = (namespace: string | null, url_name: string, method = 'GET', template = '/orders') => ({
  namespace,
  url_name,
  method,
  route: template,
});

describe('statisticsFilterOf', () => {
  it.each(['', 'since:24h', 'from:2026-01-01 to:2026-01-02'])('%o asks for all', (text) => {
    expect(filterOf(text)).toEqual({});
  });

  it.each<[text: string, dimension: string, yes: DimensionValue[], no: DimensionValue[]]>([
    ['status:5xx', 'status', [500, 599], [499, 600, null]],
    ['-status:2xx since:24h', 'status', [404, null], [200]],
    ['status:404,5xx', 'status', [404, 503], [400]],
    ['country:DE', 'country', ['Germany'], ['France', null]],
    ['country:none', 'country', [null], ['Germany']],
    ['outcome:aborted', 'outcome', ['aborted'], ['completed']],
    ['user:7', 'user', [7, '7'], [8, '77', null]],
    ['method:GET', 'method', ['GET'], ['POST', null]],
    ['name:list', 'route', [route('OrdersController', 'list')], [route('OrdersController', 'find')]],
    [
      'name:Orders.list',
      'route',
      [route('OrdersController', 'list'), route(null, 'Orders.list')],
      [route('Users', 'list')],
    ],
    [
      'controller:Orders -method:GET',
      'route',
      [route('OrdersController', 'create', 'POST')],
      [route('OrdersController', 'list')],
    ],
    ['route:/orders/:id', 'route', [route('A', 'b', 'GET', '/orders/:id')], [route('A', 'b')]],
  ])('%o is a matter of one dimension: %s', (text, dimension, yes, no) => {
    const { only, records } = filterOf(text);
    expect(records).toEqual(toFilter(parseQuery(text.replace(' since:24h', '')), NOW));
    expect(only?.dimension).toBe(dimension);
    for (const value of yes) expect([value, only?.includes(value)]).toEqual([value, true]);
    for (const value of no) expect([value, only?.includes(value)]).toEqual([value, false]);
  });

  it.each<[text: string, among: unknown]>([
    ['user:7,ann', [7, 'ann']],
    ['name:Orders.list', [{ url_name: 'Orders.list' }, { url_name: 'list' }]],
    ['-user:7', undefined],
    ['name:Orders.*', undefined],
    ['user:none', undefined],
  ])('%o names the values that it is about: %j', (text, among) => {
    expect(filterOf(text).only?.among?.map(String)).toEqual((among as unknown[] | undefined)?.map(String));
  });

  it.each(['status:5xx country:DE', 'ip:10.0.0.1', 'duration:>500', 'trace:abc'])('%o is none of one', (text) => {
    const { only, records, budgetMs } = filterOf(text);
    expect(only).toBeUndefined();
    expect(records).toEqual(toFilter(parseQuery(text), NOW));
    expect(budgetMs).toBe(250);
  });
});
