/* Small stocks of values, so that records and queries often meet, and values that are easily confused. */

export const NOW = new Date('2024-05-31T12:00:00.000Z');

export const USERS = [7, '7', 0, 'ann@example.org', '007', 71, 7_005, '77', null];
export const ACTORS = [1, 'root', undefined, undefined];
export const HANDLERS = [
  ['OrdersController', 'list', '/orders'],
  ['OrdersController', 'findOne', '/orders/:id'],
  ['Orders', 'list', '/old/orders'],
  ['ReOrdersController', 'list', '/reorders'],
  [null, 'orders.refunded', null],
  [null, 'Orders.list', null],
  [null, null, null],
  ['A+Controller', 'li(st', '/a.b/[c]'],
] as const;
export const METHODS = ['GET', 'POST', 'DELETE', null];
export const STATUSES = [200, 201, 204, 304, 399, 400, 404, 499, 500, 503, 599, null];
export const COUNTRIES = ['Germany', 'Norway', 'Türkiye', 'United States', null];
export const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.10',
  '10.0.16.1',
  '10.1.0.1',
  '100.0.0.1',
  '192.168.1.129',
  '192.168.1.1',
  '1.10.0.1',
  '2001:db8::1',
  '2001:db8:0:1::1',
  '2001:db8:1::',
  '2001:0:db8::1',
  '2001::5',
  '::1',
  '10:0:0:1::',
  null,
  '2001:0:0:1:1:1:1:1',
  '2001:0:0:0:1:1:1:1',
  '2001::1:0:0:0:1',
  'fe80::1',
];
export const OUTCOMES = ['completed', 'errors', 'aborted', 'unfinished'] as const;
export const SECONDS = [0, 0.0099999, 0.01, 0.1, 0.5, 0.50001, 1.5, 30];
export const TRACES = ['4bf92f3577b34da6a3ce929d0e0e4736', 'none', null];
export const PATHS = ['/orders', '/orders/4711', '/ordersets', '/Orders', '/orders/', '/a.b/[c]', null];
export const URLS = [
  'https://shop.example/orders?status=open',
  'http://shop.example/orders',
  '/orders?next=https://shop.example/',
  'https://other.example/shop.example/orders',
  null,
];
export const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1',
  'curl/8.7.1',
  'something',
  '',
  undefined,
];
export const CLAIMS = ['ACME', 'acme two', 7, '7', true, null, undefined];
export const REQUESTS = ['7f3c', '7F3C', null, undefined];
export const GRAPHQL = [
  undefined,
  { operation: 'CreateOrder', type: 'mutation', fields: ['createOrder'], errors: 0 },
  { operation: null, type: 'query', fields: ['orders', 'me'], errors: null },
] as const;
export const RESOURCES = [
  undefined,
  { type: 'order', id: '4711' },
  { type: 'order', id: '47' },
  { type: 'item', id: '4711' },
  { type: 'order', id: 'a/b' },
];
export const IDS = ['6b0592d247016ed3d60074f2', '6b0592d247016ed3d60074f3'];
export const EVENTS = ['Redeem card', 'order:paid', 'redeem', 'a*b', undefined];
export const BODIES = [
  null,
  'plain (a+)+$ text',
  { note: 'Leave it at the DOOR', items: [{ id: 4711 }] },
  { door: { open: true } },
];
export const MINUTES = [0, 1, 5, 59, 60, 61, 24 * 60, 30 * 24 * 60];
