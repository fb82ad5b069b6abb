import { step } from '../location/place';
import { useClient } from '../panel';
import { usePages } from './answer';
import { cursorOf } from './client';
import type { Activity } from './record-types';

export interface ObjectCall {
  record: Activity;
  /** `null` for a reader who may not see bodies. */
  changes: { path: string; before: unknown; after: unknown }[] | null;
}

interface ObjectHistory {
  results: ObjectCall[];
  next: string | null;
}

export function useObjectHistory(type: string, id: string) {
  const client = useClient();
  return usePages<ObjectHistory>(['object', type, id], [], {
    ask: (cursor, signal) => client.get(`objects/${step(type)}/${step(id)}`, { cursor }, signal),
    next: ({ next }) => cursorOf(next),
  });
}
