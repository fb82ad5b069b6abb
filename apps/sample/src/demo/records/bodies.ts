import type { Handler } from './handlers.js';
import type { Person } from './people.js';
import { between, oneOf, type Random } from './random.js';

const WORDS = (
  'desk lamp chair shelf carpet kettle mirror basket blanket pillow drawer clock ' +
  'oak walnut steel linen wool glass small large round grey blue green white'
).split(' ');
const STATES = ['open', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'refunded'];

const words = (random: Random, count: number) => Array.from({ length: count }, () => oneOf(random, WORDS)).join(' ');

function item(random: Random) {
  return {
    id: between(random, 1, 99_999),
    title: words(random, 3),
    state: oneOf(random, STATES),
    price: between(random, 199, 99_999) / 100,
    currency: 'EUR',
    quantity: between(random, 1, 5),
  };
}

/** A request body with a secret masked as by capture. */
export function requestBody(random: Random, { method, namespace, sent }: Handler, person: Person): unknown {
  if (sent) return sent(random, person);
  if (method === 'GET' || method === 'DELETE') return null;
  const body = {
    items: Array.from({ length: between(random, 1, 3) }, () => item(random)),
    note: words(random, between(random, 4, 12)),
  };
  return namespace === 'PaymentsController'
    ? { ...body, card: { number: '***FILTERED***', holder: words(random, 2) } }
    : body;
}

export function responseBody(random: Random, { url_name, answered }: Handler, person: Person, status: number): unknown {
  if (status === 204 || status === 304) return null;
  if (status >= 500) return { statusCode: status, message: 'Internal server error' };
  if (status >= 400)
    return { statusCode: status, message: messageOf(status), error: 'Bad Request', field: oneOf(random, WORDS) };
  if (answered) return answered(random, person);
  if (url_name === 'list' || url_name === 'search' || url_name === 'history') {
    return {
      count: between(random, 3, 900),
      results: Array.from({ length: between(random, 3, 9) }, () => item(random)),
    };
  }
  if (url_name === 'summary')
    return {
      total: between(random, 100, 99_999),
      byState: Object.fromEntries(STATES.map((state) => [state, between(random, 0, 999)])),
    };
  return {
    ...item(random),
    description: words(random, between(random, 20, 60)),
    tags: [oneOf(random, WORDS), oneOf(random, WORDS)],
  };
}

function messageOf(status: number): string {
  return (
    (
      {
        401: 'Unauthorized',
        403: 'Forbidden resource',
        404: 'Not found',
        409: 'Already changed by another user',
        429: 'Too many requests',
      } as Record<number, string>
    )[status] ?? 'Validation failed'
  );
}
