import { useCallback, useEffect, useRef } from 'preact/hooks';
import { useFacets, useRecords, useTimeline } from '../../api/questions';
import { useParams } from '../../location/use-place';
import { usePanel } from '../../panel';
import { DEFAULT_QUERY } from '../../query/default-query';
import { splitTime, withTime } from '../../query/scan';
import { useClaimsShown } from './use-columns';
import { useList } from './use-list';
import { type Live, useLive } from './use-live';
import { useSort } from './use-sort';

const LIVE_REFRESH_MS = 10_000;

/** The address holds the whole query. */
export function useQuestion() {
  const [params, change] = useParams();
  const query = params['q'] ?? DEFAULT_QUERY;
  const { words: asked, time } = splitTime(query);
  const setQuery = useCallback(
    (next: string) => {
      const parts = splitTime(next);
      const q = withTime(parts.words, parts.time);
      change({ q: q === DEFAULT_QUERY ? null : q, record: null });
    },
    [change],
  );
  // Words first: the API then says where in them something is wrong.
  return { params, change, query, asked, time, sent: withTime(asked, time), setQuery };
}

export type Question = ReturnType<typeof useQuestion>;

/** @param showsLive whether records that come in are shown at once */
export function useAnswers({ params, sent }: Question, showsLive: boolean) {
  const [sort, setSort] = useSort();
  const claims = useClaimsShown().join(',');
  const records = useRecords(sent, {
    ...(sort && { sort: sort.column, order: sort.isAscending ? 'asc' : 'desc' }),
    ...(claims && { claims }),
  });
  const timeline = useTimeline(sent);
  const facets = useFacets(sent);
  const live = useLive(sent, params['live'] === '1', showsLive);
  useFiguresOfLive(live);
  // An arriving record belongs at the top of the newest records only.
  const { list, fresh } = useList(records.data?.pages, sort ? NONE : live.shown);
  return { sort, setSort, records, timeline, facets, live, list, fresh };
}

const NONE: Live['shown'] = [];

export type Answers = ReturnType<typeof useAnswers>;

/** Counts include arriving records. */
function useFiguresOfLive({ shown, waiting }: Live): void {
  const { session } = usePanel();
  const lastRefresh = useRef(0);
  useEffect(() => {
    if (shown.length + waiting.length === 0 || Date.now() - lastRefresh.current < LIVE_REFRESH_MS) return;
    lastRefresh.current = Date.now();
    for (const subject of ['timeline', 'facets']) void session.queries.invalidateQueries({ queryKey: [subject] });
  }, [shown, waiting]);
}
