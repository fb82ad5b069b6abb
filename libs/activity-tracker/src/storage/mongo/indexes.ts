/** An index that the store keeps, and the question it answers. */
export interface ActivityIndex {
  key: Record<string, 1 | -1>;
  serves: string;
  /** Left out where every record is in it. */
  partialFilterExpression?: Record<string, unknown>;
}

/** The log in order of time. */
export const TIME_INDEX = { created_time: -1, _id: -1 } as const;

/**
 * Every filter that is offered ends in a walk of one of these, newest first, with `_id` last so that records of the same
 * millisecond have an order and a cursor has a position.
 */
export const INDEXES: readonly ActivityIndex[] = [
  { key: TIME_INDEX, serves: 'the whole log by time' },
  { key: { user_id: 1, created_time: -1, _id: -1 }, serves: 'the history of one user' },
  { key: { url_name: 1, created_time: -1, _id: -1 }, serves: 'the calls of one handler' },
  {
    key: { user_id: 1, url_name: 1, created_time: -1, _id: -1 },
    serves: 'the calls of one user to one handler, and a history that hides handlers',
  },
  { key: { namespace: 1, created_time: -1, _id: -1 }, serves: 'the calls of one controller' },
  { key: { status_code: 1, created_time: -1, _id: -1 }, serves: 'calls by status code or class' },
  { key: { country: 1, created_time: -1, _id: -1 }, serves: 'calls from one country' },
  { key: { client_ip_address: 1, created_time: -1, _id: -1 }, serves: 'calls from one address' },
  // Most records have neither, and cost these two nothing.
  {
    key: { trace_id: 1, created_time: -1, _id: -1 },
    serves: 'the calls of one trace',
    partialFilterExpression: { trace_id: { $gt: '' } },
  },
  {
    key: { event_name: 1, created_time: -1, _id: -1 },
    serves: 'the records of one named event',
    partialFilterExpression: { event_name: { $gt: '' } },
  },
];

/** Name of the TTL index: the one index that is changed when an option changes. */
export const RETENTION_INDEX = 'activity_retention';

/** As a query planner compares keys: fields in order, with their directions. */
export const sameKey = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
