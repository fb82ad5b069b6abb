import { ObjectId } from 'mongodb';
import { requestBody, responseBody } from './bodies.mjs';
import { handlerAt } from './handlers.mjs';
import { makePeople } from './people.mjs';
import { between, randomFrom, weighted } from './random.mjs';
import { incidentsBefore, rhythm } from './rhythm.mjs';

/** @typedef {import('./handlers.mjs').Handler} Handler */
/** @typedef {import('./people.mjs').Person} Person */

const HOST = 'https://shop.example';

/** @type {readonly [status: number, share: number][]} */
const REFUSALS = [
  [400, 30],
  [401, 15],
  [403, 10],
  [404, 30],
  [409, 5],
  [422, 6],
  [429, 4],
];
const refusalAt = weighted(REFUSALS, ([, share]) => share);

/**
 * Records of a believable shop, oldest first: the same ones from the same settings.
 * @param {{ count: number, days: number, end: number, seed?: number, users?: number }} settings `end` in ms since 1970
 * @returns {() => Record<string, unknown>} the next record
 */
export function recordMaker({ count, days, end, seed = 1, users = 5_000 }) {
  const random = randomFrom(seed);
  const { personAt } = makePeople(seed + 1, users);
  const incidents = incidentsBefore(end, days);
  const timeAt = rhythm({ end, days, count, incidents });
  let index = 0;

  return () => {
    const time = timeAt(index, random());
    const handler = handlerAt(random());
    const person = personAt(random());
    const incident = incidents.find(({ from, to }) => from <= time && time < to);
    const hit = incident && (!incident.controller || incident.controller === handler.namespace);
    const failing = hit ? incident.failing : 0.002;
    const status = statusOf(random, handler, failing);
    const path = handler.route.replace(':id', String(between(random, 1, 99_999)));
    // Log-normal, as latencies are; those that fail in an incident have waited for somebody else.
    const noise = Math.exp(0.7 * normal(random));
    const aborted = random() < 0.003;
    return {
      _id: idAt(time, index++, random),
      user_id: random() < 0.02 ? null : person.id,
      url_name: handler.url_name,
      namespace: handler.namespace,
      route: handler.route,
      url_path: path,
      api: `${HOST}${path}${handler.url_name === 'search' ? `?q=${between(random, 100, 999)}&page=1` : ''}`,
      method: handler.method,
      headers: {
        host: 'shop.example',
        'user-agent': person.agent,
        accept: 'application/json',
        'accept-encoding': 'gzip, br',
        authorization: '***FILTERED***',
      },
      body: requestBody(random, handler),
      response: aborted ? null : responseBody(random, handler, status),
      status_code: aborted ? null : status,
      created_time: new Date(time),
      execution_time: handler.seconds * noise * (hit && status >= 500 ? 25 : 1),
      client_ip_address: person.addresses[between(random, 0, person.addresses.length - 1)],
      country: person.country,
      outcome: aborted ? 'aborted' : 'completed',
      trace_id: random() < 0.3 ? hex(random, 32) : null,
    };
  };
}

/** @param {() => number} random @param {Handler} handler @param {number} failing */
function statusOf(random, { method, url_name }, failing) {
  const chance = random();
  if (chance < failing) return random() < 0.7 ? 500 : 503;
  if (chance < failing + 0.05) return refusalAt(random())[0];
  if (method === 'DELETE') return 204;
  if (method === 'POST') return 201;
  return url_name === 'findOne' && random() < 0.1 ? 304 : 200;
}

/** @param {() => number} random */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** @param {() => number} random @param {number} digits */
function hex(random, digits) {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

/** As capture makes it: second, process, counter. @param {number} time @param {number} index @param {() => number} random */
function idAt(time, index, random) {
  const second = Math.floor(time / 1_000)
    .toString(16)
    .padStart(8, '0');
  return new ObjectId(`${second}${hex(random, 10)}${(index % 0x1000000).toString(16).padStart(6, '0')}`);
}
