import { expect, it } from 'vitest';
import { toObjectLiteral } from './dictionary.js';
import type { Handler } from './application/handlers.js';
import { urlNames } from './url-names.js';

const of = (namespace: string, urlName: string, title?: string): Handler => ({
  namespace,
  urlName,
  ...(title && { title }),
});

it.each<[string, Handler[], Record<string, string>]>([
  ['one', [of('OrdersController', 'create')], { create: 'Create' }],
  ['words', [of('OrdersController', 'redeemGiftCard')], { redeemGiftCard: 'Redeem gift card' }],
  ['underscores', [of('OrdersController', 'redeem_card')], { redeem_card: 'Redeem card' }],
  ['an abbreviation', [of('OrdersController', 'exportCSVFile')], { exportCSVFile: 'Export CSV file' }],
  ['a figure', [of('OrdersController', 'step2Done')], { step2Done: 'Step2 done' }],
  ['no letter', [of('OrdersController', '_')], { _: '_' }],
  ['a title', [of('OrdersController', 'create', 'Place an order')], { create: 'Place an order' }],
  [
    'a title of one of two',
    [of('OrdersController', 'list', 'See orders'), of('GiftCardsController', 'list')],
    { 'OrdersController.list': 'See orders', 'GiftCardsController.list': 'Gift cards: list' },
  ],
  [
    'a controller and a resolver',
    [of('CardsController', 'list'), of('CardsResolver', 'find'), of('GiftsResolver', 'list')],
    { 'CardsController.list': 'Cards: list', find: 'Find', 'GiftsResolver.list': 'Gifts: list' },
  ],
  ['two controllers of one name', [of('OrdersController', 'list'), of('OrdersController', 'list')], { list: 'List' }],
  [
    'a controller called otherwise',
    [of('Orders', 'list'), of('Gifts', 'list')],
    { 'Orders.list': 'Orders: list', 'Gifts.list': 'Gifts: list' },
  ],
])('names %s', (_case, handlers, dictionary) => {
  expect(urlNames(handlers)).toEqual(dictionary);
});

it.each<[Record<string, string>, string]>([
  [{}, '{}\n'],
  [{ list: 'List' }, "{\n  list: 'List',\n}\n"],
  [{ 'A.list': 'List' }, "{\n  'A.list': 'List',\n}\n"],
  [{ list: `It's "here" \\ there\n` }, `{\n  list: 'It\\'s "here" \\\\ there\\n',\n}\n`],
  [JSON.parse('{"__proto__":"x"}'), "{\n  '__proto__': 'x',\n}\n"],
])('writes %j', (dictionary, text) => {
  expect(toObjectLiteral(dictionary)).toBe(text);
});
