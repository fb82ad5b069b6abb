import jwt from 'jsonwebtoken';
import { ORDER_REQUEST } from '../payloads/shop.mjs';

export const SECRET = 'a secret of the benchmark, 32 characters or more';
const USERS = 50;

/** @type {Record<string, { method: string, path: string, json?: unknown }>} */
export const ENDPOINTS = {
  ping: { method: 'GET', path: '/ping' },
  orders: { method: 'POST', path: '/orders', json: ORDER_REQUEST },
  items: { method: 'GET', path: '/items' },
};

/**
 * Whole HTTP requests, ready to be written, one for each user.
 * @param {string} endpoint
 * @param {{ prefix?: string, anonymous?: boolean }} [how]
 * @returns {Buffer[]}
 */
export function requestsFor(endpoint, how) {
  const { method, path, json } = /** @type {(typeof ENDPOINTS)[string]} */ (ENDPOINTS[endpoint]);
  return requestsOf(
    { method, path, type: 'application/json', body: json === undefined ? '' : JSON.stringify(json) },
    how,
  );
}

/**
 * {@link requestsFor} for an exchange of the corpus.
 * @param {import('../payloads/exchange.mjs').Exchange} exchange
 * @param {{ prefix?: string, anonymous?: boolean }} [how]
 */
export function corpusRequests({ method, path, request: { type, text } }, how) {
  return requestsOf({ method, path, type, body: text }, how);
}

/**
 * @param {{ method: string, path: string, type: string, body: string }} request
 * @param {{ prefix?: string, anonymous?: boolean }} [how]
 * @returns {Buffer[]}
 */
function requestsOf({ method, path, type, body }, { prefix = '', anonymous = false } = {}) {
  return Array.from({ length: USERS }, (_, index) => {
    const token = jwt.sign({ user_id: index + 1, token_type: 'access', company_id: 7 }, SECRET, { expiresIn: '2h' });
    const lines = [
      `${method} ${prefix}${path} HTTP/1.1`,
      'host: shop.example',
      'user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
      'accept: application/json, text/plain, */*',
      'accept-language: en-GB,en;q=0.7,nl;q=0.3',
      'accept-encoding: gzip, deflate, br',
      'referer: https://shop.example/basket?step=2',
      'origin: https://shop.example',
      'cache-control: no-cache',
      'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      ...(anonymous ? [] : [`authorization: Bearer ${token}`]),
      ...(body ? [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`] : []),
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}
