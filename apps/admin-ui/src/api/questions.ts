import { useMemo } from 'preact/hooks';
import { step } from '../location/place';
import { useClient, useClock, usePanel, useSettings } from '../panel';
import { zoneParameter } from '../time/zone';
import { useAnswer, usePages } from './answer';
import type { AuditFilter, AuditPage } from './audit-types';
import { cursorOf } from './client';
import { fromFirstCall, stillFills, withSomeTime } from './timeline';
import type { Facets } from './facet-types';
import type { Health, RetentionPreview } from './health-types';
import type { LegalHoldList } from './hold-types';
import type { QueryFieldRule } from './panel-types';
import type { People, Person, Sessions } from './people-types';
import type { Activity, RecordPage, Related } from './record-types';
import type { Overview, Routes, Timeline } from './statistics-types';

const LONG_MS = 5 * 60_000;
/** The p95 of fewer calls is hardly more than the slowest of them. */
export const ENOUGH_CALLS = 20;

/** The zone in which bare dates of a query begin and end. */
const useZone = (): string => zoneParameter(useClock().zone);

export interface ListOrder {
  sort?: string | undefined;
  order?: 'asc' | 'desc' | undefined;
  /** Payload keys in addition to the usual fields. */
  claims?: string;
}

export function useRecords(q: string, { sort, order, claims }: ListOrder = {}) {
  const client = useClient();
  const zone = useZone();
  return usePages(['records'], [q, zone, sort, order, claims], {
    ask: (cursor, signal) => client.get<RecordPage>('records', { q, zone, cursor, sort, order, claims }, signal),
    next: ({ next }) => cursorOf(next),
  });
}

export function useRecord(id: string | undefined) {
  const client = useClient();
  return useAnswer(['record', id], [], {
    ask: (signal) => client.get<Activity>(`records/${step(id ?? '')}`, {}, signal),
    enabled: id !== undefined,
    staleTime: LONG_MS,
  });
}

export function useRelated(id: string) {
  const client = useClient();
  return useAnswer(['related', id], [], {
    ask: (signal) => client.get<Related>(`records/${step(id)}/related`, {}, signal),
  });
}

/** The same when it is wanted. */
export function useAskRelated(): (id: string) => Promise<Related> {
  const client = useClient();
  const { queries } = usePanel().session;
  return (id) =>
    queries.fetchQuery({
      queryKey: ['related', id],
      queryFn: ({ signal }) => client.get<Related>(`records/${step(id)}/related`, {}, signal),
    });
}

export function useFacets(q: string) {
  const client = useClient();
  const zone = useZone();
  return useAnswer(['facets'], [q, zone], { ask: (signal) => client.get<Facets>('facets', { q, zone }, signal) });
}

/**
 * A query without a time is answered from the first call on.
 * @param subject whose calls these are: calls of another person are never shown meanwhile
 */
export function useTimeline(q: string, subject = '') {
  const client = useClient();
  const zone = useZone();
  return useAnswer(['timeline', subject], [q, zone], {
    ask: async (signal) => {
      const ask = (q: string) => client.get<Timeline>('timeline', { q, zone }, signal);
      const timed = withSomeTime(q);
      const timeline = await ask(timed);
      const narrower = timed === q ? undefined : fromFirstCall(q, timeline);
      return { ...(narrower ? await ask(narrower) : timeline), unfinished: stillFills(q, Date.now()) };
    },
  });
}

const NO_FIELDS: readonly QueryFieldRule[] = [];

export function useQueryFields(): readonly QueryFieldRule[] {
  const client = useClient();
  const { data } = useAnswer(['fields'], [], {
    ask: (signal) => client.get<{ fields: QueryFieldRule[] }>('query/fields', {}, signal),
    staleTime: Infinity,
  });
  return data?.fields ?? NO_FIELDS;
}

export function useRoutes(q: string, staleTime?: number) {
  const client = useClient();
  const zone = useZone();
  return useAnswer(['routes'], [q, zone], {
    ask: (signal) => client.get<Routes>('routes', { q: withSomeTime(q), zone }, signal),
    ...(staleTime !== undefined && { staleTime }),
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
    () =>
      new Map(
        (data?.routes ?? [])
          .filter(({ calls }) => calls >= ENOUGH_CALLS)
          .map((route) => [routeKey(route), route.p95 ?? undefined]),
      ),
    [data],
  );
  return (record) => usual.get(routeKey(record));
}

export type PeopleOrder = 'calls' | 'last_seen' | 'errors';

export function usePeople(q: string, sort: PeopleOrder, search: string) {
  const client = useClient();
  const zone = useZone();
  return usePages(['people'], [q, zone, sort, search], {
    ask: (cursor, signal) => client.get<People>('users', { q: withSomeTime(q), zone, sort, search, cursor }, signal),
    next: ({ next }) => next ?? undefined,
  });
}

export function usePerson(id: string, q: string) {
  const client = useClient();
  const zone = useZone();
  return useAnswer(['person', id], [q, zone], {
    ask: (signal) => client.get<Person>(`users/${step(id)}`, { q: withSomeTime(q), zone }, signal),
  });
}

export function useSessions(id: string, q: string) {
  const client = useClient();
  const zone = useZone();
  return usePages(['sessions', id], [q, zone], {
    ask: (cursor, signal) =>
      client.get<Sessions>(`users/${step(id)}/sessions`, { q: withSomeTime(q), zone, cursor }, signal),
    next: ({ next }) => next ?? undefined,
  });
}

/** Legal holds, for those who may erase. */
export function useHolds() {
  const client = useClient();
  const mayErase = useMayErase();
  return useAnswer(['holds'], [], {
    ask: (signal) => client.get<LegalHoldList>('holds', {}, signal),
    enabled: mayErase,
  });
}

/** Whether the reader may erase, and so place legal holds. */
export function useMayErase(): boolean {
  return useSettings().permissions?.erase !== false;
}

export function useOverview(q: string) {
  const client = useClient();
  const zone = useZone();
  return useAnswer(['overview'], [q, zone], {
    ask: (signal) => client.get<Overview>('overview', { q: withSomeTime(q), zone }, signal),
  });
}

export function useAudit(filter: AuditFilter) {
  const client = useClient();
  return usePages(['audit'], [filter], {
    ask: (cursor, signal) => client.get<AuditPage>('audit', { ...filter, cursor }, signal),
    next: ({ next }) => next ?? undefined,
  });
}

export function useRetention() {
  const client = useClient();
  return useAnswer(['retention'], [], {
    ask: (signal) => client.get<RetentionPreview>('retention', {}, signal),
    staleTime: LONG_MS,
  });
}

export function useHealth() {
  const client = useClient();
  return useAnswer(['health'], [], {
    ask: (signal) => client.get<Health>('health', {}, signal),
    refetchInterval: 10_000,
  });
}
