import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import { useRef } from 'preact/hooks';
import { usePanel } from '../panel';
import { passes } from './client';

type Key = readonly unknown[];

/** What is known of a question: its answer or, meanwhile, the one to the question before about the same subject. */
export interface Answer<D> {
  data: D | undefined;
  /** Whether `data` answers the question before, while the new one is under way. */
  stale: boolean;
  /** Why there is no newer answer; `data` may then be the one before. */
  error: Error | null;
  dataUpdatedAt: number;
  refetch(): unknown;
}

export interface PagedAnswer<P> extends Answer<{ pages: P[] }> {
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): unknown;
}

/** Attributes of what shows an answer: whether it waits for a newer one, or an outage left that of an earlier question. */
export interface AsOf {
  'aria-busy': boolean;
  'data-earlier': boolean;
}

export const asOf = ({ stale, error }: Pick<Answer<unknown>, 'stale' | 'error'>): AsOf => ({
  'aria-busy': stale && error === null,
  'data-earlier': stale && error !== null,
});

interface Asking<D> {
  ask(signal: AbortSignal): Promise<D>;
  enabled?: boolean;
  staleTime?: number;
  refetchInterval?: number;
}

/**
 * @param subject an older answer about the same subject may stand in for this one @param details the rest of the
 * question
 */
export function useAnswer<D>(subject: Key, details: Key, { ask, ...options }: Asking<D>): Answer<D> {
  const { queries } = usePanel().session;
  const result = useQuery<D>({
    queryKey: [...subject, ...details],
    queryFn: ({ signal }) => ask(signal),
    placeholderData: (before, query) => (isAbout(subject, query?.queryKey) ? before : undefined),
    ...options,
  });
  const { dataUpdatedAt, refetch } = result;
  const error = useOutage(result);
  return { ...meanwhile({ ...result, error }, subject, queries), error, dataUpdatedAt, refetch };
}

interface AskingPages<P> {
  ask(cursor: string, signal: AbortSignal): Promise<P>;
  /** The cursor of the page after. */
  next(page: P): string | undefined;
}

export function usePages<P>(subject: Key, details: Key, { ask, next }: AskingPages<P>): PagedAnswer<P> {
  const { queries } = usePanel().session;
  const result = useInfiniteQuery({
    queryKey: [...subject, ...details],
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: next,
    placeholderData: (before, query) => (isAbout(subject, query?.queryKey) ? before : undefined),
  });
  const { dataUpdatedAt, refetch, isFetching, isFetchingNextPage, fetchNextPage } = result;
  const error = useOutage(result);
  const { data, stale } = meanwhile<{ pages: P[] }>({ ...result, error }, subject, queries);
  const hasNextPage = data === result.data && !stale && result.hasNextPage;
  return {
    data,
    stale,
    error,
    dataUpdatedAt,
    refetch,
    hasNextPage,
    isFetching,
    isFetchingNextPage,
    fetchNextPage,
  };
}

interface Result<D> {
  data: D | undefined;
  error: Error | null;
  isPlaceholderData: boolean;
}

/** Of what passes by itself, as an ended session does, the last good answer is no worse than none. */
function meanwhile<D>(
  { data, error, isPlaceholderData }: Result<D>,
  subject: Key,
  queries: QueryClient,
): { data: D | undefined; stale: boolean } {
  if (data !== undefined || !passes(error)) return { data, stale: isPlaceholderData };
  const known = queries
    .getQueryCache()
    .findAll({ queryKey: subject })
    .filter(({ state }) => state.data !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  return { data: known[0]?.state.data as D | undefined, stale: true };
}

/** An outage lasts until something is answered: the next question alone does not end it. */
function useOutage({ data, error, isPlaceholderData }: Result<unknown>): Error | null {
  const outage = useRef<Error | null>(null);
  if (error) outage.current = passes(error) ? error : null;
  else if (data !== undefined && !isPlaceholderData) outage.current = null;
  return error ?? outage.current;
}

const isAbout = (subject: Key, key: Key | undefined): boolean =>
  key !== undefined && subject.every((part, index) => part === key[index]);
