import { useClient, useClock } from '../panel';
import { zoneParameter } from '../time/zone';
import { useAnswer } from './answer';
import type { RouteName } from './statistics-types';
import { withSomeTime } from './timeline';

export interface ErrorGroup extends RouteName {
  status_code: number;
  /** `null` without a message, or without the right to bodies. */
  message: string | null;
  count: number;
  users: number;
  first_seen: string;
  last_seen: string;
  query: string;
  finds_more: boolean;
}

export interface ErrorGroups {
  groups: ErrorGroup[];
  count: number;
  counted: number;
  complete: boolean;
  by_message: boolean;
}

export function useErrorGroups(q: string) {
  const client = useClient();
  const zone = zoneParameter(useClock().zone);
  return useAnswer(['errors'], [q, zone], {
    ask: (signal) => client.get<ErrorGroups>('errors', { q: withSomeTime(q), zone }, signal),
  });
}
