import { useEffect, useState } from 'preact/hooks';
import type { PagedAnswer } from '../../api/answer';
import type { RecordPage } from '../../api/record-types';

export interface SearchOn {
  /** Whether records are still being searched, without being asked to. */
  searching: boolean;
  stop(): void;
  resume(): void;
}

/** Goes on with a search whose time ran out, until a page is full, the log ends, it fails, or the reader stops it. */
export function useSearchOn(query: string, records: PagedAnswer<RecordPage>): SearchOn {
  const [stopped, setStopped] = useState<string>();
  const { error, hasNextPage, isFetching, fetchNextPage } = records;
  const ranOut = records.data?.pages.at(-1)?.searched_to !== undefined && hasNextPage;
  const searching = ranOut && !error && stopped !== query;
  useEffect(() => {
    if (searching && !isFetching) void fetchNextPage();
  }, [searching, isFetching]);
  return { searching, stop: () => setStopped(query), resume: () => setStopped(undefined) };
}
