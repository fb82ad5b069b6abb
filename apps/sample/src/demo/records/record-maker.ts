import { Types } from 'mongoose';
import { requestBody, responseBody } from './bodies.js';
import { type Handler, HANDLERS } from './handlers.js';
import { makePeople, type Person } from './people.js';
import { between, type Random, randomFrom, weighted } from './random.js';
import { type Incident, incidentsBefore, rhythm } from './rhythm.js';

const HOST = 'https://shop.example';

const REFUSALS: readonly [status: number, share: number][] = [
  [400, 30],
  [401, 15],
  [403, 10],
  [404, 30],
  [409, 5],
  [422, 6],
  [429, 4],
];
const refusalAt = weighted(REFUSALS, ([, share]) => share);
const handlerAt = weighted(HANDLERS, ({ weight }) => weight);

export interface RecordMakerSettings {
  count: number;
  days: number;
  /** Milliseconds since 1970. */
  end: number;
  /** @default 1 */
  seed?: number;
  /** @default 5,000 */
  users?: number;
}

export interface Call {
  /** Milliseconds since 1970. */
  time: number;
  /** Distinguishes requests of the same time. */
  index: number;
  handler: Handler;
  person: Person;
  incidents: readonly Incident[];
}

/** Yields records of a realistic shop, oldest first; the same for the same settings. */
export function recordMaker({
  count,
  days,
  end,
  seed = 1,
  users = 5_000,
}: RecordMakerSettings): () => Record<string, unknown> {
  const random = randomFrom(seed);
  const { personAt } = makePeople(seed + 1, users);
  const incidents = incidentsBefore(end, days);
  const timeAt = rhythm({ end, days, count, incidents });
  let index = 0;

  return () => {
    const time = timeAt(index, random());
    const handler = handlerAt(random());
    const person = personAt(random());
    return recordOf(random, { time, index: index++, handler, person, incidents });
  };
}

export function recordOf(random: Random, { time, index, handler, person, incidents }: Call): Record<string, unknown> {
  const incident = incidents.find(({ from, to }) => from <= time && time < to);
  const hit = incident && (!incident.controller || incident.controller === handler.namespace);
  const status = statusOf(random, handler, hit ? incident.failing : 0.002);
  const id = String(between(random, 1, handler.lastId ?? 99_999));
  const path = handler.route.replace(':id', id);
  const type = objectIn(handler.route);
  // Log-normal, like real latencies; failures in an incident waited for another service.
  const noise = Math.exp(0.7 * normal(random));
  const aborted = random() < 0.003;
  // The same object has the same values in each answer.
  const answer = responseBody(type ? randomFrom(Number(id)) : random, handler, person, status);
  if (type && status < 300 && hasNumber(answer)) answer.id = Number(id);
  return {
    _id: idAt(time, index, random),
    user_id: (handler.anonymous ?? random() < 0.02) ? null : person.id,
    url_name: handler.url_name,
    namespace: handler.namespace,
    route: handler.route,
    ...(type && { resource: { type, id } }),
    url_path: path,
    api: `${HOST}${path}${handler.url_name === 'search' ? `?q=${between(random, 100, 999)}&page=1` : ''}`,
    method: handler.method,
    headers: {
      host: 'shop.example',
      'user-agent': person.agent,
      accept: 'application/json',
      'accept-encoding': 'gzip, br',
      ...(!handler.anonymous && { authorization: '***FILTERED***' }),
    },
    body: requestBody(random, handler, person),
    response: aborted ? null : answer,
    status_code: aborted ? null : status,
    created_time: new Date(time),
    execution_time: handler.seconds * noise * (hit && status >= 500 ? 25 : 1),
    client_ip_address: person.addresses[between(random, 0, person.addresses.length - 1)],
    country: person.country,
    outcome: aborted ? 'aborted' : 'completed',
    trace_id: random() < 0.3 ? hex(random, 32) : null,
    ...(handler.event_name && { event_name: handler.event_name }),
  };
}

const hasNumber = (answer: unknown): answer is { id: number } =>
  typeof (answer as { id?: unknown } | null)?.id === 'number';

/** `order` of `/orders/:id`, `category` of `/categories/:id`. */
const objectIn = (route: string): string | undefined =>
  /([^/]+)\/:id/
    .exec(route)?.[1]
    ?.replace(/ies$/, 'y')
    .replace(/(ss)es$|s$/, '$1');

function statusOf(random: Random, { method, url_name, status }: Handler, failing: number): number {
  const chance = random();
  if (chance < failing) return random() < 0.7 ? 500 : 503;
  if (chance < failing + 0.05) return refusalAt(random())[0];
  if (status !== undefined) return status;
  if (method === 'DELETE') return 204;
  if (method === 'POST') return 201;
  return url_name === 'findOne' && random() < 0.1 ? 304 : 200;
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

/** Second, process, counter. */
function idAt(time: number, index: number, random: Random): Types.ObjectId {
  const second = Math.floor(time / 1_000)
    .toString(16)
    .padStart(8, '0');
  return new Types.ObjectId(`${second}${hex(random, 10)}${(index % 0x1000000).toString(16).padStart(6, '0')}`);
}
