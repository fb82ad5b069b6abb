import type { Person } from './people.js';
import type { Random } from './random.js';

export interface Handler {
  namespace: string;
  url_name: string;
  route: string;
  method: string;
  seconds: number;
  weight: number;
  event_name?: string;
  /** Status on success. Default: by method. */
  status?: number;
  /** Whether requests are anonymous. Default: sometimes. */
  anonymous?: boolean;
  /** Largest id in its path. Default: 99,999. */
  lastId?: number;
  /** Request body, masked as by capture. Default: by method. */
  sent?: (random: Random, person: Person) => unknown;
  /** Response body on success. Default: by the handler's name. */
  answered?: (random: Random, person: Person) => unknown;
}

const RESOURCES =
  'orders products carts customers payments invoices shipments returns reviews coupons categories stocks warehouses ' +
  'suppliers addresses messages tickets reports exports notifications subscriptions wishlists sessions profiles webhooks';

const ACTIONS: readonly [name: string, method: string, path: string, weight: number, seconds: number][] = [
  ['list', 'GET', '', 30, 0.03],
  ['findOne', 'GET', '/:id', 35, 0.012],
  ['create', 'POST', '', 8, 0.05],
  ['update', 'PATCH', '/:id', 6, 0.04],
  ['remove', 'DELETE', '/:id', 2, 0.03],
  ['search', 'GET', '/search', 12, 0.09],
  ['history', 'GET', '/:id/history', 3, 0.06],
  ['summary', 'GET', '/summary', 4, 0.4],
];

/** Two hundred handlers of a shop, few of them frequent. */
export const HANDLERS: readonly Handler[] = RESOURCES.split(' ').flatMap((resource, rank) =>
  ACTIONS.map(([url_name, method, path, weight, seconds]) => ({
    namespace: `${resource.charAt(0).toUpperCase()}${resource.slice(1)}Controller`,
    url_name,
    route: `/${resource}${path}`,
    method,
    seconds,
    weight: weight / (rank + 1),
  })),
);
