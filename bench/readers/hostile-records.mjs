import { ObjectId } from 'mongodb';

/** @type {Record<string, (bytes: number) => unknown>} JSON of about so many bytes, each kind dear to another reader */
const BODIES = {
  wide: (bytes) => Object.fromEntries(Array.from({ length: bytes / 11 }, (_, n) => [`k${n}`, n % 10])),
  list: (bytes) => Array.from({ length: bytes / 5 }, () => '{]'),
  deep: (bytes) => Array.from({ length: bytes / 82 }, () => nested(40)),
  numbers: (bytes) => Array.from({ length: bytes / 4 }, (_, n) => 100 + (n % 900)),
  addresses: (bytes) => Array.from({ length: bytes / 24 }, (_, n) => `user${n % 10_000}@example.org`),
  text: (bytes) => Array.from({ length: 8 }, () => 'user:1.2.3.4:'.repeat(bytes / 8 / 13)),
};

/**
 * Records whose bodies are as dear to decode, search and write as the largest that are kept.
 * @param {number} count
 * @param {number} bytes of each body and of each response, as JSON
 * @returns {Generator<import('mongodb').Document>}
 */
export function* hostileRecords(count, bytes) {
  const kinds = Object.values(BODIES);
  const now = Date.now();
  for (let n = 0; n < count; n++) {
    const body = /** @type {(typeof kinds)[number]} */ (kinds[n % kinds.length])(bytes);
    yield {
      _id: new ObjectId(),
      user_id: n % 10,
      url_name: 'create',
      namespace: 'OrdersController',
      route: '/orders',
      url_path: '/orders',
      api: 'http://shop.example/orders',
      method: 'POST',
      headers: { 'user-agent': 'bench' },
      body,
      response: body,
      status_code: 201,
      created_time: new Date(now - n * 1_000),
      execution_time: 0.01,
      client_ip_address: `10.0.0.${n % 10}`,
      country: null,
      outcome: 'completed',
      trace_id: null,
    };
  }
}

/** @param {number} depth @returns {unknown} */
function nested(depth) {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
