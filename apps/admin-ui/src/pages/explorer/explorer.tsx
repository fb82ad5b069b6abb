import { lazy, Suspense } from 'preact/compat';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asOf } from '../../api/answer';
import { ApiError } from '../../api/client';
import { useFacets, useRecords, useTimeline } from '../../api/questions';
import { formatPlace } from '../../location/place';
import { useParams } from '../../location/use-place';
import { useMay, usePanel, useSettings, useWords } from '../../panel';
import { DEFAULT_QUERY } from '../../query/default-query';
import { splitTime, withTime } from '../../query/scan';
import { useRefresh } from '../../refresh';
import { Dialog } from '../../ui/dialog';
import { Histogram } from '../../ui/histogram';
import { Icon } from '../../ui/icon';
import { Skeleton } from '../../ui/states';
import { TimeChoice } from '../../ui/time-choice';
import { useMedia } from '../../ui/use-media';
import { Chips } from './chips';
import { ExportMenu } from './export-menu';
import { FacetList } from './facets';
import { LiveControl } from './live-control';
import { QueryBox } from './query-box';
import { RecordsPane } from './records-pane';
import { useShortcuts } from './use-shortcuts';
import { useList } from './use-list';
import { useLive } from './use-live';
import { SORTED, useSort, useSorted } from './use-sort';

const RecordDrawer = lazy(() => import('../record/record-drawer'));
const Shortcuts = lazy(() => import('./shortcuts'));
const PinnedViews = lazy(() => import('../../views/pinned-views'));
const Comparison = lazy(() => import('../record/comparison'));

const LIVE_REFRESH_MS = 10_000;

/** The log: what was asked is in the address, all of it. */
export function Explorer() {
  const words = useWords();
  const { session, preferences } = usePanel();
  const { pinned } = preferences;
  const { features } = useSettings();
  const may = useMay();
  const [params, change] = useParams();
  const refresh = useRefresh();
  const phone = useMedia('(max-width: 760px)');
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [help, setHelp] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const [paused, setPaused] = useState(false);

  const query = params['q'] ?? DEFAULT_QUERY;
  const { words: asked, time } = splitTime(query);
  // Words first: the API then says where in them something is wrong.
  const sent = withTime(asked, time);
  const following = params['live'] === '1';
  const { record: selected, compare } = params;

  const [sort, setSort] = useSort();
  const records = useRecords(sent, sort && SORTED);
  const timeline = useTimeline(sent);
  const facets = useFacets(sent);
  const live = useLive(sent, following, atTop && !paused && !selected);

  const setQuery = useCallback(
    (next: string) => {
      const parts = splitTime(next);
      const q = withTime(parts.words, parts.time);
      change({ q: q === DEFAULT_QUERY ? null : q, record: null });
    },
    [change],
  );
  const select = (id: string | null, replace = false) =>
    change({ record: id, tab: id === null ? null : (params['tab'] ?? null) }, { replace });

  const hrefOf = (id: string) => formatPlace({ path: '/', params: { ...params, record: id } });
  const { list: newest, fresh } = useList(records.data?.pages, live.shown);
  const list = useSorted(newest, sort);

  const lastRefresh = useRef(0);
  useEffect(() => {
    if (live.shown.length + live.waiting.length === 0 || Date.now() - lastRefresh.current < LIVE_REFRESH_MS) return;
    lastRefresh.current = Date.now();
    for (const subject of ['timeline', 'facets']) void session.queries.invalidateQueries({ queryKey: [subject] });
  }, [live.shown, live.waiting]);

  useShortcuts({
    help: () => setHelp(true),
    search: () => document.getElementById('query')?.focus(),
    live: () => change({ live: following ? null : '1' }),
    close: () => selected && select(null),
  });

  const open = (id: string, by: 'pointer' | 'keyboard') => {
    if (by === 'pointer' || id !== selected) select(id, selected !== undefined);
    if (by === 'keyboard') document.getElementById('record')?.focus();
  };
  const close = () => {
    if (selected !== undefined) select(null);
    document.getElementById('records')?.focus();
  };
  const index = list.findIndex(({ _id }) => _id === selected);
  const moveBy = (step: number) => {
    const next = list[index + step];
    if (next) select(next._id, true);
  };

  const problem = records.error instanceof ApiError ? records.error.query : undefined;
  const comparing = compare !== undefined && selected !== undefined && compare !== selected;
  const filters =
    facets.error && !facets.data ? null : (
      <FacetList facets={facets.data} asOf={asOf(facets)} query={query} onChange={setQuery} />
    );
  return (
    <div class={`explorer${selected && !comparing ? ' explorer-with-record' : ''}`}>
      <h1 class="visually-hidden">{words('explorer')}</h1>
      <div class="explorer-top">
        <div class="tools">
          <QueryBox
            value={asked}
            facets={facets.data ?? {}}
            problem={problem}
            onSubmit={(text) => {
              const own = splitTime(text);
              const next = withTime(own.words, own.time || time);
              if (next === withTime(asked, time)) refresh();
              else setQuery(next);
            }}
          />
          <TimeChoice time={time} onChange={(next) => setQuery(withTime(asked, next))} />
          {phone && (
            <button
              type="button"
              class="button button-labelled"
              aria-label={words('facets')}
              onClick={() => setFiltersOpen(true)}
            >
              <Icon name="filter" />
            </button>
          )}
          {features?.live !== false && (
            <LiveControl
              live={live}
              following={following}
              paused={paused}
              onFollow={(on) => change({ live: on ? '1' : null })}
              onPause={setPaused}
            />
          )}
          {features?.export !== false && may.export && <ExportMenu query={sent} seen={list.length} />}
          <button
            type="button"
            class="icon-button tools-help"
            aria-label={words('keyboardHelp')}
            title={words('keyboardHelp')}
            onClick={() => setHelp(true)}
          >
            <Icon name="help" size={18} />
          </button>
        </div>
        {pinned.length > 0 && (
          <Suspense fallback={null}>
            <PinnedViews />
          </Suspense>
        )}
        <Chips query={query} onChange={setQuery} />
        {timeline.data ? (
          <Histogram
            timeline={timeline.data}
            asOf={asOf(timeline)}
            height={phone ? 72 : 88}
            onSelect={(from, to) => setQuery(withTime(asked, `from:${from} to:${to}`))}
          />
        ) : timeline.error ? null : (
          <div class="histogram histogram-loading" />
        )}
      </div>
      <div class="explorer-body">
        {!phone && (
          <aside class="explorer-facets" aria-label={words('facets')}>
            {filters}
          </aside>
        )}
        <RecordsPane
          query={query}
          records={records}
          list={list}
          fresh={fresh}
          live={live}
          selected={selected}
          compared={compare}
          choosing={compare !== undefined && !comparing}
          inert={phone && selected !== undefined}
          hrefOf={hrefOf}
          sort={sort}
          onSort={setSort}
          onQuery={setQuery}
          onOpen={open}
          onMove={(id) => select(id, true)}
          onClose={close}
          onScrolled={setAtTop}
          onCancel={() => change({ compare: null })}
        />
        {selected && !comparing && (
          <Suspense
            fallback={
              <aside class="drawer">
                <Skeleton />
              </aside>
            }
          >
            <RecordDrawer
              id={selected}
              query={query}
              tab={params['tab'] ?? 'overview'}
              onTab={(tab) => change({ tab: tab === 'overview' ? null : tab }, { replace: true })}
              onQuery={setQuery}
              onClose={close}
              onCompare={() => change({ compare: selected, record: null })}
              hrefOf={hrefOf}
              onPrevious={index > 0 ? () => moveBy(-1) : undefined}
              onNext={index >= 0 && index < list.length - 1 ? () => moveBy(1) : undefined}
            />
          </Suspense>
        )}
      </div>
      {comparing && (
        <Suspense fallback={null}>
          <Comparison
            first={compare}
            second={selected}
            onSwap={() => change({ compare: selected, record: compare })}
            onClose={() => change({ compare: null })}
          />
        </Suspense>
      )}
      {filtersOpen && (
        <Dialog title={words('facets')} onClose={() => setFiltersOpen(false)} kind="dialog-sheet">
          {filters}
        </Dialog>
      )}
      {help && (
        <Suspense fallback={null}>
          <Shortcuts onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  );
}
