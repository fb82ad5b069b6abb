import { describe, expect, it } from 'vitest';
import { eventNameOf, named } from './url-name.js';

type Record = Parameters<typeof eventNameOf>[0];
const record = (change: Partial<Record>): Record => ({ namespace: 'OrdersController', url_name: 'redeem', ...change });

describe('eventNameOf', () => {
  const both = { 'OrdersController.redeem': 'Redeem card', redeem: 'Redeem' };

  it.each<[string, Partial<Record>, { [key: string]: string }, string | null]>([
    ['the controller and name', {}, both, 'Redeem card'],
    ['the name in another controller', { namespace: 'GiftsController' }, both, 'Redeem'],
    ['the configured name before the own one', { event_name: 'Own' }, both, 'Redeem card'],
    ['the own name', { event_name: 'Own' }, {}, 'Own'],
    ['the handler where nothing is configured', {}, {}, 'redeem'],
    ['the handler where the configured name is empty', {}, { redeem: '' }, 'redeem'],
    ['the shorter configured name where the longer is empty', {}, { ...both, 'OrdersController.redeem': '' }, 'Redeem'],
    ['the own name where the configured one is empty', { event_name: 'Own' }, { redeem: '' }, 'Own'],
    ['the handler where the own name is empty', { event_name: '' }, {}, 'redeem'],
    [
      'method and path where no route matched',
      { namespace: null, url_name: null, method: 'GET', url_path: '/nowhere' },
      {},
      'GET /nowhere',
    ],
    ['nothing where the path was removed too', { namespace: null, url_name: null, method: 'GET' }, {}, null],
    ['a name with dots', { namespace: null, url_name: 'order.paid' }, { 'order.paid': 'Paid' }, 'Paid'],
    ['nothing where no route matched', { namespace: null, url_name: null }, { null: 'Null', 'null.null': 'N' }, null],
    ['nothing where the fields were removed', { namespace: undefined, url_name: undefined }, { undefined: 'U' }, null],
    ['a handler called constructor', { url_name: 'constructor' }, {}, 'constructor'],
    ['a handler called __proto__', { url_name: '__proto__' }, {}, '__proto__'],
  ])('takes %s', (_case, change, eventNames, expected) => {
    expect(eventNameOf(record(change), eventNames)).toBe(expected);
  });
});

describe('named', () => {
  it.each([
    ['list', { url_name: 'list' }],
    [
      'OrdersController.list',
      { $or: [{ url_name: 'OrdersController.list' }, { namespace: 'OrdersController', url_name: 'list' }] },
    ],
    ['order.paid.late', { $or: [{ url_name: 'order.paid.late' }, { namespace: 'order', url_name: 'paid.late' }] }],
    ['.list', { url_name: '.list' }],
    ['$where', { url_name: '$where' }],
  ])('%s', (urlName, filter) => {
    expect(named(urlName)).toEqual(filter);
  });
});
