import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { useMemo } from 'preact/hooks';
import { step } from '../location/place';
import { useClient, useClock } from '../panel';
import { cursorOf } from './client';
import { fromFirstCall, stillFills, withSomeTime } from './timeline';
import type {
  Activity,
  Facets,
  Health,
  Overview,
  People,
  Person,
  QueryFieldRule,
  RecordPage,
  Related,
  Routes,
  Sessions,
  Timeline,
} from './types';

const LONG_MS = 5 * 60_000;

/** The zone in which bare dates of a query begin and end. */
const useZone = (): string => useClock().zone.name;

export function useRecords(q: string) {
  const client = useClient();
  const zone = useZone();
  return useInfiniteQuery({
    queryKey: ['records', q, zone],
    queryFn: ({ pageParam, signal }) => client.get<RecordPage>('records', { q, zone, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => cursorOf(next),
    placeholderData: keepPreviousData,
  });
}

export function useRecord(id: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: ['record', id],
    queryFn: ({ signal }) => client.get<Activity>(`records/${step(id ?? '')}`, {}, signal),
    enabled: id !== undefined,
    staleTime: LONG_MS,
  });
}

export function useRelated(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['related', id],
    queryFn: ({ signal }) => client.get<Related>(`records/${step(id)}/related`, {}, signal),
  });
}

export function useFacets(q: string) {
  const client = useClient();
  const zone = useZone();
  return useQuery({
    queryKey: ['facets', q, zone],
    queryFn: ({ signal }) => client.get<Facets>('facets', { q, zone }, signal),
    placeholderData: keepPreviousData,
  });
}

/** A query without a time is answered from the first call on. */
export function useTimeline(q: string) {
  const client = useClient();
  const zone = useZone();
  return useQuery({
    queryKey: ['timeline', q, zone],
    queryFn: async ({ signal }) => {
      const ask = (q: string) => client.get<Timeline>('timeline', { q, zone }, signal);
      const timed = withSomeTime(q);
      const timeline = await ask(timed);
      const narrower = timed === q ? undefined : fromFirstCall(q, timeline);
      return { ...(narrower ? await ask(narrower) : timeline), unfinished: stillFills(q, Date.now()) };
    },
    placeholderData: keepPreviousData,
  });
}

export function useQueryFields(): readonly QueryFieldRule[] {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['fields'],
    queryFn: ({ signal }) => client.get<{ fields: QueryFieldRule[] }>('query/fields', {}, signal),
    staleTime: Infinity,
  });
  return data?.fields ?? [];
}

export function useRoutes(q: string, staleTime = 15_000) {
  const client = useClient();
  const zone = useZone();
  return useQuery({
    queryKey: ['routes', q, zone],
    queryFn: ({ signal }) => client.get<Routes>('routes', { q: withSomeTime(q), zone }, signal),
    placeholderData: keepPreviousData,
    staleTime,
  });
}

export const routeKey = ({
  namespace,
  url_name,
  method,
}: {
  namespace?: unknown;
  url_name?: unknown;
  method?: unknown;
}): string => JSON.stringify([namespace ?? null, url_name ?? null, method ?? null]);

/** The p95 of each route in the last week, in milliseconds: what is slow for one is usual for another. */
export function useUsualDurations(): (
  record: Pick<Activity, 'namespace' | 'url_name' | 'method'>,
) => number | undefined {
  const { data } = useRoutes('since:7d', LONG_MS);
  const usual = useMemo(
    () => new Map((data?.routes ?? []).map((route) => [routeKey(route), route.p95 ?? undefined])),
    [data],
  );
  return (record) => usual.get(routeKey(record));
}

export type PeopleOrder = 'calls' | 'last_seen' | 'errors';

export function usePeople(q: string, sort: PeopleOrder, search: string) {
  const client = useClient();
  const zone = useZone();
  return useInfiniteQuery({
    queryKey: ['people', q, zone, sort, search],
    queryFn: ({ pageParam, signal }) =>
      client.get<People>('users', { q: withSomeTime(q), zone, sort, search, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function usePerson(id: string, q: string) {
  const client = useClient();
  const zone = useZone();
  return useQuery({
    queryKey: ['person', id, q, zone],
    queryFn: ({ signal }) => client.get<Person>(`users/${step(id)}`, { q: withSomeTime(q), zone }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSessions(id: string, q: string) {
  const client = useClient();
  const zone = useZone();
  return useInfiniteQuery({
    queryKey: ['sessions', id, q, zone],
    queryFn: ({ pageParam, signal }) =>
      client.get<Sessions>(`users/${step(id)}/sessions`, { q: withSomeTime(q), zone, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

export function useOverview(q: string) {
  const client = useClient();
  const zone = useZone();
  return useQuery({
    queryKey: ['overview', q, zone],
    queryFn: ({ signal }) => client.get<Overview>('overview', { q: withSomeTime(q), zone }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useHealth() {
  const client = useClient();
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.get<Health>('health', {}, signal),
    refetchInterval: 10_000,
  });
}
