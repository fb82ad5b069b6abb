import { weighted } from './random.mjs';

/**
 * @typedef {object} Handler
 * @property {string} namespace @property {string} url_name @property {string} route @property {string} method
 * @property {number} seconds what it usually takes
 * @property {number} weight how often it is called beside others
 */

const RESOURCES =
  'orders products carts customers payments invoices shipments returns reviews coupons categories stocks warehouses ' +
  'suppliers addresses messages tickets reports exports notifications subscriptions wishlists sessions profiles webhooks';

/** @type {readonly [name: string, method: string, path: string, weight: number, seconds: number][]} */
const ACTIONS = [
  ['list', 'GET', '', 30, 0.03],
  ['findOne', 'GET', '/:id', 35, 0.012],
  ['create', 'POST', '', 8, 0.05],
  ['update', 'PATCH', '/:id', 6, 0.04],
  ['remove', 'DELETE', '/:id', 2, 0.03],
  ['search', 'GET', '/search', 12, 0.09],
  ['history', 'GET', '/:id/history', 3, 0.06],
  ['summary', 'GET', '/summary', 4, 0.4],
];

/** Two hundred handlers of a shop; some are called all the time, many hardly ever. @type {readonly Handler[]} */
export const HANDLERS = RESOURCES.split(' ').flatMap((resource, rank) =>
  ACTIONS.map(([url_name, method, path, weight, seconds]) => ({
    namespace: `${resource.charAt(0).toUpperCase()}${resource.slice(1)}Controller`,
    url_name,
    route: `/${resource}${path}`,
    method,
    seconds,
    weight: weight / (rank + 1),
  })),
);

export const handlerAt = weighted(HANDLERS, ({ weight }) => weight);
