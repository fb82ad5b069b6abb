import type { IndexKey } from './activity-store.js';

export interface ActivityIndex {
  key: IndexKey;
  serves: string;
  /** Omitted if the index covers every record. */
  partialFilterExpression?: Record<string, unknown>;
}

const IN_TIME = { created_time: -1, _id: -1 } as const;

/** The index that returns the records of one value of each field in time order; without fields, the whole log. */
export const indexOf = (...fields: readonly string[]): IndexKey => ({
  ...Object.fromEntries(fields.map((field) => [field, 1 as const])),
  ...IN_TIME,
});

/** Every supported filter ends in a scan of one of these. `_id` orders equal times and gives a cursor its position. */
export const INDEXES: readonly ActivityIndex[] = [
  { key: indexOf(), serves: 'the whole log by time' },
  { key: indexOf('user_id'), serves: 'the history of one user' },
  { key: indexOf('url_name'), serves: 'the calls of one handler' },
  {
    key: indexOf('user_id', 'url_name'),
    serves: 'the calls of one user to one handler, and a history that hides handlers',
  },
  { key: indexOf('namespace'), serves: 'the calls of one controller' },
  { key: indexOf('status_code'), serves: 'calls by status code or class' },
  { key: indexOf('country'), serves: 'calls from one country' },
  { key: indexOf('client_ip_address'), serves: 'calls from one address' },
  // Most records lack these fields, so these indexes stay small.
  {
    key: indexOf('trace_id'),
    serves: 'the calls of one trace',
    partialFilterExpression: { trace_id: { $gt: '' } },
  },
  {
    key: indexOf('event_name'),
    serves: 'the records of one named event',
    partialFilterExpression: { event_name: { $gt: '' } },
  },
  {
    key: indexOf('actor_id'),
    serves: 'the calls of one person in the name of others',
    partialFilterExpression: { actor_id: { $exists: true } },
  },
  {
    key: indexOf('resource.id', 'resource.type'),
    serves: 'the calls about one object',
    partialFilterExpression: { 'resource.id': { $gt: '' } },
  },
  {
    key: indexOf('request_id'),
    serves: 'the call of one request id',
    partialFilterExpression: { request_id: { $gt: '' } },
  },
];

/** Name of the TTL index, the only one that changes with an option. */
export const RETENTION_INDEX = 'activity_retention';

export const sameKey = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
