import fc from 'fast-check';
import { Types } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import type { ActivityQuery, QueryCondition, QueryField, QueryTerm } from './activity-query.js';
import {
  NOW,
  USERS,
  ACTORS,
  HANDLERS,
  METHODS,
  STATUSES,
  COUNTRIES,
  ADDRESSES,
  OUTCOMES,
  SECONDS,
  TRACES,
  PATHS,
  URLS,
  AGENTS,
  CLAIMS,
  REQUESTS,
  GRAPHQL,
  RESOURCES,
  IDS,
  EVENTS,
  BODIES,
  MINUTES,
} from './query-values.fixture.js';

export const generatedRecord: fc.Arbitrary<ActivityLog> = fc
  .record({
    _id: fc.oneof(
      { weight: 30, arbitrary: fc.uint8Array({ minLength: 12, maxLength: 12 }) },
      { weight: 1, arbitrary: fc.constantFrom(...IDS) },
    ),
    user_id: fc.constantFrom(...USERS),
    actor_id: fc.constantFrom(...ACTORS),
    url_path: fc.constantFrom(...PATHS),
    api: fc.constantFrom(...URLS),
    agent: fc.constantFrom(...AGENTS),
    sid: fc.constantFrom(...CLAIMS),
    jti: fc.constantFrom(...CLAIMS),
    company_id: fc.constantFrom(...CLAIMS),
    request_id: fc.constantFrom(...REQUESTS),
    graphql: fc.constantFrom(...GRAPHQL),
    resource: fc.constantFrom(...RESOURCES),
    handler: fc.constantFrom(...HANDLERS),
    method: fc.constantFrom(...METHODS),
    status_code: fc.constantFrom(...STATUSES),
    country: fc.constantFrom(...COUNTRIES),
    client_ip_address: fc.constantFrom(...ADDRESSES),
    outcome: fc.constantFrom(...OUTCOMES),
    execution_time: fc.constantFrom(...SECONDS),
    trace_id: fc.constantFrom(...TRACES),
    event_name: fc.constantFrom(...EVENTS),
    body: fc.constantFrom(...BODIES),
    response: fc.constantFrom(...BODIES),
    minutes: fc.constantFrom(...MINUTES),
  })
  .map(({ _id, handler: [namespace, url_name, route], minutes, agent, ...fields }) =>
    activity({
      ...present(fields),
      _id: new Types.ObjectId(_id),
      headers: { accept: 'application/json', ...(agent !== undefined && { 'user-agent': agent }) },
      namespace,
      url_name,
      route,
      created_time: new Date(NOW.getTime() - minutes * 60_000),
    }),
  );

const present = (fields: object): Partial<ActivityLog> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const equals = (value: string | number | Date): QueryTerm => ({ operator: 'equals', value });
const equalsOneOf = (...values: readonly (string | number)[]) => fc.constantFrom(...values).map(equals);
const globOf = (...globs: string[]) =>
  fc.constantFrom(...globs).map((value): QueryTerm => ({ operator: 'glob', value }));
const none = fc.constant<QueryTerm>({ operator: 'none' });

const numbers = (...stock: number[]): fc.Arbitrary<QueryTerm> =>
  fc.oneof(
    fc.record({ operator: fc.constantFrom('>', '>=', '<', '<='), value: fc.constantFrom(...stock) }),
    fc
      .tuple(fc.constantFrom(...stock), fc.constantFrom(...stock))
      .map(([a, b]): QueryTerm => ({ operator: 'range', from: Math.min(a, b), to: Math.max(a, b) })),
  );

const instants = fc.constantFrom(...MINUTES).map((minutes) => equals(new Date(NOW.getTime() - minutes * 60_000)));

const TERMS: Readonly<Record<QueryField, fc.Arbitrary<QueryTerm>>> = {
  user: fc.oneof(
    equalsOneOf('7', '0', 'ann@example.org', '007', 'unknown'),
    globOf('*', '7*', '0*', 'ann*', '70*'),
    none,
  ),
  actor: fc.oneof(equalsOneOf('1', 'root'), globOf('*', 'ro*', '1*'), none),
  name: fc.oneof(
    equalsOneOf('list', 'Orders.list', 'OrdersController.list', 'orders.refunded', 'A+.li(st', '.list', 'Redeem card'),
    globOf(
      'li*',
      'Orders.*',
      'orders.*',
      '*.list',
      'Or*.f*',
      '*',
      '*rs.*st',
      'A+*.*(*',
      'LI*',
      '*ORDERS.l*',
      'ORDER:*',
    ),
    none,
  ),
  controller: fc.oneof(
    equalsOneOf('Orders', 'OrdersController', 'A+', 'X'),
    globOf('Or*', '*Orders', '*orders', '*'),
    none,
  ),
  route: fc.oneof(
    equalsOneOf('/orders', '/orders/:id', '/a.b/[c]', 'Orders.list', '/axb/[c]'),
    globOf('/orders*', '/*/orders', 'Orders.*', '/a.*'),
    none,
  ),
  resource: fc.oneof(equalsOneOf('order/4711', 'item/4711', 'order/a/b'), globOf('order/*', 'order/47*'), none),
  path: fc.oneof(equalsOneOf('/orders', '/orders/', '/a.b/[c]', '/'), globOf('/ord*', '*4711', '/*s'), none),
  url: fc.oneof(
    equalsOneOf('/orders', 'shop.example/orders', 'https://shop.example', 'https:', '/orders?status=open'),
    globOf('/orders*', '*status=*', 'shop.example*', 'http://*/orders'),
    none,
  ),
  device: fc.oneof(equalsOneOf('Chrome', 'Edge', 'Windows', 'Chrome on Windows', 'iOS', 'curl', 'Other'), none),
  session: fc.oneof(equalsOneOf('ACME', '7', 'true'), globOf('acme*'), none),
  request: fc.oneof(equalsOneOf('7f3c', 'none'), globOf('7*', '7f*'), none),
  id: equalsOneOf(...IDS),
  graphql: fc.oneof(equalsOneOf('CreateOrder', 'createOrder', 'me'), globOf('createo*', 'o*'), none),
  'payload.company_id': fc.oneof(equalsOneOf('ACME', '7', 'true', 'acme two'), globOf('acme*'), none),
  method: fc.oneof(equalsOneOf('GET', 'POST', 'PATCH'), none),
  status: fc.oneof(
    equalsOneOf(200, 404, 418),
    fc.constantFrom(1, 2, 3, 4, 5).map((value): QueryTerm => ({ operator: 'class', value })),
    numbers(200, 204, 399, 400, 500, 599),
    none,
  ),
  country: fc.oneof(equalsOneOf('Germany', 'Türkiye', 'United States', 'Chad'), none),
  ip: fc.oneof(
    equalsOneOf('10.0.0.1', '2001:db8::1', '::1'),
    fc
      .constantFrom(
        '10.0.0.0/8',
        '10.0.0.0/24',
        '10.0.0.0/20',
        '10.0.0.8/29',
        '10.0.0.1/32',
        '192.168.1.128/25',
        '0.0.0.0/1',
        '2001:db8::/32',
        '2001:db8::/48',
        '2001::/16',
        '2001::/32',
        '2001::/48',
        '2001::/64',
        '2001:0:db8::/48',
        '::/16',
        '10::/16',
        '2001:0:0:1::/64',
        '2001:db8:0:1::/64',
        '::/112',
      )
      .map((value): QueryTerm => ({ operator: 'network', value })),
    none,
  ),
  outcome: equalsOneOf(...OUTCOMES),
  duration: numbers(0, 10, 100, 500, 1_500, 0.5),
  from: instants,
  to: instants,
  since: equalsOneOf(60_000, 3_600_000, 86_400_000),
  trace: fc.oneof(equalsOneOf('4bf92f3577b34da6a3ce929d0e0e4736', 'none'), globOf('4bf*'), none),
  event: fc.oneof(equalsOneOf('Redeem card', 'a*b'), globOf('Red*', '*d*', 'a*b', 'REDEEM*'), none),
  text: equalsOneOf('door', 'DOOR', '4711', '(a+)+$', 'note', 'true', 'localhost', 'accept', 'no such', 'a"b\\c'),
};

const SINGLE: ReadonlySet<QueryField> = new Set(['from', 'to', 'since', 'text']);

export const generatedCondition = (field: QueryField): fc.Arbitrary<QueryCondition> =>
  fc.record({
    field: fc.constant(field),
    negated: fc.boolean(),
    terms: fc.array(TERMS[field]!, { minLength: 1, maxLength: SINGLE.has(field) ? 1 : 3 }),
  });

export const QUERIED_FIELDS = Object.keys(TERMS) as QueryField[];

export const generatedQuery = (field?: QueryField): fc.Arbitrary<ActivityQuery> => {
  const anyField = fc.constantFrom(...QUERIED_FIELDS);
  const fields = field ? fc.constant([field]) : fc.uniqueArray(anyField, { minLength: 2, maxLength: 2 });
  return fields.chain((chosen) => fc.tuple(...chosen.map(generatedCondition))).map((conditions) => ({ conditions }));
};
