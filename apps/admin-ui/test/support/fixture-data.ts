import { randomFrom } from '../../../sample/src/demo/records/random';
import type { Activity } from '../../src/api/record-types';

const HANDLERS: readonly [
  controller: string,
  name: string,
  method: string,
  route: string,
  weight: number,
  seconds: number,
][] = [
  ['OrdersController', 'list', 'GET', '/orders', 30, 0.04],
  ['OrdersController', 'findOne', 'GET', '/orders/:id', 28, 0.015],
  ['OrdersController', 'create', 'POST', '/orders', 9, 0.09],
  ['ProductsController', 'search', 'GET', '/products/search', 16, 0.12],
  ['CartsController', 'update', 'PATCH', '/carts/:id', 8, 0.03],
  ['PaymentsController', 'create', 'POST', '/payments', 5, 0.35],
  ['ProfilesController', 'findOne', 'GET', '/profiles/:id', 12, 0.01],
  ['ReviewsController', 'remove', 'DELETE', '/reviews/:id', 2, 0.02],
  ['ReportsController', 'summary', 'GET', '/reports/summary', 3, 1.2],
  ['SessionsController', 'create', 'POST', '/sessions', 6, 0.2],
];
const COUNTRIES = ['Germany', 'Germany', 'United States', 'France', 'Brazil', 'Japan', 'Poland', null] as const;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'okhttp/4.12.0',
] as const;
const WORDS = 'desk lamp chair shelf carpet kettle mirror basket blanket pillow drawer clock'.split(' ');
const DAY_MS = 86_400_000;
/** One record in so many is something that the application told from its code. */
const EVENT_EACH = 60;

export interface FixtureSettings {
  count: number;
  days: number;
  /** Milliseconds since 1970. */
  end: number;
}

/** Records of a shop, newest first; the same from the same settings, but for the time. */
export function fixtureRecords({ count, days, end }: FixtureSettings): Activity[] {
  const random = randomFrom(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const total = HANDLERS.reduce((sum, [, , , , weight]) => sum + weight, 0);
  const people = Array.from({ length: 40 }, (_, index) => ({
    id: index % 7 === 3 ? `user-${index}@shop.example` : 1_000 + index,
    country: pick(COUNTRIES),
    address: `203.0.113.${index + 1}`,
    agent: pick(AGENTS),
  }));
  return Array.from({ length: count }, (_, index) => {
    // Sqrt: more of them lately, and a rhythm of the day on top.
    const share = ((index + random()) / count) ** 1.3;
    const time = end - share * days * DAY_MS;
    const incident = share > 0.2 && share < 0.23;
    let chance = random() * total;
    const [namespace, url_name, method, route, , seconds] =
      HANDLERS.find(([, , , , weight]) => (chance -= weight) < 0) ?? HANDLERS[0]!;
    const person = people[Math.floor(random() ** 2.2 * people.length)]!;
    const luck = random();
    const aborted = luck > 0.995;
    const failed = luck < (incident ? 0.4 : 0.004);
    const status = failed
      ? 500
      : luck < 0.03
        ? 404
        : luck < 0.05
          ? 422
          : luck < 0.06
            ? 401
            : method === 'POST'
              ? 201
              : method === 'DELETE'
                ? 204
                : luck < 0.1
                  ? 304
                  : 200;
    const id = 1 + Math.floor(random() * 9_000);
    const path = route.replace(':id', String(id));
    return {
      _id: `${Math.floor(time / 1_000)
        .toString(16)
        .padStart(8, '0')}${index.toString(16).padStart(16, '0')}`,
      user_id: random() < 0.02 ? null : person.id,
      url_name,
      namespace,
      route,
      url_path: path,
      api: `https://shop.example${path}${url_name === 'search' ? `?q=${pick(WORDS)}&page=1` : ''}`,
      method,
      headers: {
        host: 'shop.example',
        'user-agent': person.agent,
        accept: 'application/json',
        authorization: '***FILTERED***',
      },
      body:
        method === 'POST' || method === 'PATCH'
          ? {
              items: [{ id, title: `${pick(WORDS)} ${pick(WORDS)}`, price: 19.9, quantity: 2 }],
              password: '***FILTERED***',
              note: 'please ring twice',
            }
          : null,
      response:
        status === 204 || status === 304
          ? null
          : status >= 400
            ? { statusCode: status, message: status === 500 ? 'Internal server error' : 'Not possible', error: 'Error' }
            : {
                id,
                title: `${pick(WORDS)} ${pick(WORDS)}`,
                tags: [pick(WORDS), pick(WORDS)],
                totals: { net: 16.72, gross: 19.9 },
                picture: '***BINARY 4096 bytes***',
              },
      response_headers: { 'content-type': 'application/json; charset=utf-8' },
      ...(url_name === 'summary' && { truncated: { response: 345_678 } }),
      status_code: aborted ? null : status,
      created_time: new Date(time).toISOString(),
      execution_time: seconds * Math.exp(0.6 * (random() + random() + random() - 1.5)) * (failed ? 8 : 1),
      client_ip_address: person.address,
      country: person.country,
      outcome: aborted ? 'aborted' : 'completed',
      trace_id: random() < 0.4 ? index.toString(16).padStart(32, '4bf92f35') : null,
      company_id: 1 + (index % 3),
    } satisfies Activity;
  })
    .map((record, index) => (index % EVENT_EACH === EVENT_EACH - 1 ? eventOf(record) : record))
    .sort((a, b) => (a.created_time < b.created_time ? 1 : -1));
}

/** What no call made, for the same person at the same time. */
function eventOf({ _id, user_id, created_time }: Activity): Activity {
  return {
    _id,
    user_id,
    url_name: 'Redeem gift card',
    namespace: null,
    route: null,
    url_path: null,
    api: null,
    method: null,
    headers: null,
    body: { code: 'SPRING-20', value: 20 },
    response: null,
    status_code: null,
    created_time,
    execution_time: 0,
    client_ip_address: null,
    country: null,
    outcome: 'completed',
    event_name: 'Redeem gift card',
  };
}
