/** An index that the store keeps, and the question it answers. */
export interface ActivityIndex {
  key: Record<string, 1 | -1>;
  serves: string;
}

/**
 * Every filter that is offered ends in a walk of one of these, newest first, with `_id` last so that records of the same
 * millisecond have an order and a cursor has a position.
 */
export const INDEXES: readonly ActivityIndex[] = [
  { key: { created_time: -1, _id: -1 }, serves: 'the whole log by time' },
  { key: { user_id: 1, created_time: -1, _id: -1 }, serves: 'the history of one user' },
  { key: { url_name: 1, created_time: -1, _id: -1 }, serves: 'the calls of one handler' },
  {
    key: { user_id: 1, url_name: 1, created_time: -1, _id: -1 },
    serves: 'the calls of one user to one handler, and a history that hides handlers',
  },
];

/** Name of the TTL index: the one index that is changed when an option changes. */
export const RETENTION_INDEX = 'activity_retention';

/** As a query planner compares keys: fields in order, with their directions. */
export const sameKey = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
