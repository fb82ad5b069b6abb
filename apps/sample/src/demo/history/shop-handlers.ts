import { DEMO_ACCOUNTS } from '../demo-accounts.js';
import type { Handler } from '../records/handlers.js';
import type { Person } from '../records/people.js';
import { between, oneOf, type Random } from '../records/random.js';
import { PRODUCT_NAMES } from '../../catalog/products.js';

const FILTERED = '***FILTERED***';
const TOKENS = { access: FILTERED, refresh: FILTERED };

const product = (random: Random) => {
  const id = between(random, 1, PRODUCT_NAMES.length);
  return { id, name: PRODUCT_NAMES[id - 1], price: 990 + (id - 1) * 450 };
};

const order = (status: string) => (random: Random) => {
  const { id: product_id, name, price } = product(random);
  const quantity = between(random, 1, 3);
  const items = [{ product_id, name, quantity, price }];
  return { id: between(random, 1, 9_999), items, total: price * quantity, status };
};

const emailOf = ({ id }: Person): string =>
  typeof id === 'number' ? DEMO_ACCOUNTS[id - 1]!.email : `${id}@shop.example`;

const profile = (_: Random, person: Person) => ({
  id: person.id,
  email: emailOf(person),
  name: typeof person.id === 'number' ? DEMO_ACCOUNTS[person.id - 1]!.name : `Buyer ${person.id}`,
  loyalty_number: FILTERED,
});

const customers: Handler = {
  namespace: 'AdminController',
  url_name: 'customers',
  route: '/admin/customers',
  method: 'GET',
  seconds: 0.02,
  weight: 8,
  anonymous: false,
  answered: (random) => ({ omitted: 'too-large', type: 'application/json', size: between(random, 40_000, 60_000) }),
};

const reports = (url_name: string, rest: Pick<Handler, 'seconds' | 'weight'> & Partial<Handler>): Handler => ({
  namespace: 'ReportsController',
  url_name,
  route: `/reports/${url_name}`,
  method: 'GET',
  anonymous: false,
  ...rest,
});

const orders = (
  url_name: string,
  method: string,
  path: string,
  rest: Pick<Handler, 'seconds' | 'weight'> & Partial<Handler>,
): Handler => ({
  namespace: 'OrdersController',
  url_name,
  route: `/orders${path}`,
  method,
  lastId: 9_999,
  anonymous: false,
  answered: order('open'),
  ...rest,
});

export const LOGIN: Handler = {
  namespace: 'AuthController',
  url_name: 'login',
  route: '/auth/login',
  method: 'POST',
  seconds: 0.06,
  weight: 1,
  status: 200,
  anonymous: false,
  sent: (_, person) => ({ email: emailOf(person), password: FILTERED }),
  answered: () => TOKENS,
};

export const OF_BUYERS: readonly Handler[] = [
  {
    namespace: 'ProductsController',
    url_name: 'find',
    route: '/products/:id',
    method: 'GET',
    seconds: 0.006,
    weight: 30,
    lastId: PRODUCT_NAMES.length,
    anonymous: false,
    answered: product,
  },
  orders('list', 'GET', '', { seconds: 0.03, weight: 18, answered: (random) => [order('open')(random)] }),
  orders('find', 'GET', '/:id', { seconds: 0.012, weight: 14 }),
  orders('create', 'POST', '', {
    seconds: 0.09,
    weight: 12,
    sent: (random) => ({
      items: [{ product_id: between(random, 1, PRODUCT_NAMES.length), quantity: between(random, 1, 3) }],
      card: { number: FILTERED, cvv: FILTERED },
      ...(random() < 0.3 && { note: oneOf(random, ['Leave it with the neighbours', 'Please wrap it', 'Ring twice']) }),
    }),
  }),
  orders('redeem', 'POST', '/:id/redeem', {
    seconds: 0.14,
    weight: 4,
    status: 200,
    event_name: 'Redeem card',
    sent: () => ({ card_pin: FILTERED }),
    answered: order('redeemed'),
  }),
  orders('cancel', 'DELETE', '/:id', { seconds: 0.02, weight: 4 }),
  {
    namespace: 'ProfileController',
    url_name: 'show',
    route: '/profile',
    method: 'GET',
    seconds: 0.008,
    weight: 8,
    anonymous: false,
    answered: profile,
  },
  {
    namespace: 'ProfileController',
    url_name: 'change',
    route: '/profile',
    method: 'PATCH',
    seconds: 0.015,
    weight: 3,
    anonymous: false,
    sent: (_, { id }) => ({ name: `Buyer ${id}` }),
    answered: profile,
  },
  {
    namespace: 'AuthController',
    url_name: 'refresh',
    route: '/auth/refresh',
    method: 'POST',
    seconds: 0.01,
    weight: 4,
    status: 200,
    anonymous: false,
    sent: () => ({ refresh: FILTERED }),
    answered: () => TOKENS,
  },
  {
    namespace: 'UploadsController',
    url_name: 'upload',
    route: '/uploads',
    method: 'POST',
    seconds: 0.25,
    weight: 2,
    anonymous: false,
    sent: (random) => ({
      file: { filename: 'receipt.pdf', type: 'application/pdf', size: between(random, 9_000, 90_000) },
    }),
    answered: () => ({ filename: 'receipt.pdf', type: 'application/pdf' }),
  },
  {
    ...customers,
    weight: 0.4,
    status: 403,
    answered: () => ({ statusCode: 403, message: 'For administrators only.' }),
  },
];

export const OF_ADMINISTRATORS: readonly Handler[] = [
  customers,
  { ...customers, url_name: 'activityCounters', route: '/admin/activity-counters', weight: 4, answered: () => ({}) },
  reports('sales', {
    seconds: 0.8,
    weight: 4,
    answered: (random) => ({ orders: between(random, 900, 9_000), total: between(random, 9_000_000, 90_000_000) }),
  }),
  reports('export', {
    seconds: 0.2,
    weight: 2,
    answered: (random) => ({ omitted: 'type', type: 'text/csv', size: between(random, 20_000, 200_000) }),
  }),
  reports('broken', { seconds: 0.01, weight: 0.5, status: 500 }),
];

export const OF_ANONYMOUS: readonly Handler[] = [
  {
    namespace: 'WebhooksController',
    url_name: 'payment',
    route: '/webhooks/payments',
    method: 'POST',
    seconds: 0.01,
    weight: 4,
    status: 202,
    anonymous: true,
    sent: (random) => ({ order_id: between(random, 1, 9_999), state: 'paid', signature: FILTERED }),
    answered: (random) => ({ accepted: between(random, 1, 9_999) }),
  },
  {
    namespace: 'AuthController',
    url_name: 'register',
    route: '/auth/register',
    method: 'POST',
    seconds: 0.07,
    weight: 1,
    anonymous: true,
    sent: (random) => ({
      email: `visitor${between(random, 1, 9_999)}@shop.example`,
      password: FILTERED,
      name: 'A visitor',
    }),
    answered: (random) => ({ id: between(random, 14, 999) }),
  },
];
