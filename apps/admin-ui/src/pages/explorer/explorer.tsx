import { lazy, Suspense } from 'preact/compat';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/client';
import { coarser } from '../../api/timeline';
import { useFacets, useRecords, useTimeline } from '../../api/questions';
import type { Activity } from '../../api/types';
import { useParams } from '../../location/use-place';
import { usePanel, useSettings, useWords } from '../../panel';
import { DEFAULT_QUERY } from '../../query/default-query';
import { scan, splitTime, withTime } from '../../query/scan';
import { Dialog } from '../../ui/dialog';
import { Histogram } from '../../ui/histogram';
import { Icon } from '../../ui/icon';
import { Failure, Skeleton, Stale, State } from '../../ui/states';
import { TimeChoice } from '../../ui/time-choice';
import { useMedia } from '../../ui/use-media';
import { Chips } from './chips';
import { ExportMenu } from './export-menu';
import { FacetList } from './facets';
import { LiveControl } from './live-control';
import { QueryBox } from './query-box';
import { RecordList } from './record-list';
import { Shortcuts, useShortcuts } from './shortcuts';
import { useLive } from './use-live';

const RecordDrawer = lazy(() => import('../record/record-drawer'));
const Comparison = lazy(() => import('../record/comparison'));

const PHONE_BARS = 40;
const LIVE_REFRESH_MS = 10_000;

/** The log: what was asked is in the address, all of it. */
export function Explorer() {
  const words = useWords();
  const { session, clock } = usePanel();
  const { features } = useSettings();
  const [params, change] = useParams();
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

  const records = useRecords(sent);
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

  const pages = records.data?.pages;
  const list = useMemo(() => {
    const known = new Set<string>();
    const all: Activity[] = [];
    for (const record of [...live.shown, ...(pages?.flatMap(({ results }) => results) ?? [])]) {
      if (known.has(record._id)) continue;
      known.add(record._id);
      all.push(record);
    }
    return all;
  }, [live.shown, pages]);
  const fresh = useMemo(() => new Set(live.shown.map(({ _id }) => _id)), [live.shown]);

  const lastRefresh = useRef(0);
  useEffect(() => {
    if (live.shown.length + live.waiting.length === 0 || Date.now() - lastRefresh.current < LIVE_REFRESH_MS) return;
    lastRefresh.current = Date.now();
    void session.queries.invalidateQueries({ queryKey: ['timeline'] });
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

  const [first] = pages ?? [];
  const last = pages?.at(-1);
  const error = records.error;
  const problem = error instanceof ApiError ? error.query : undefined;
  const comparing = compare !== undefined && selected !== undefined && compare !== selected;
  const onNearEnd = () => {
    // Where the search ran out of time, going on is for the reader to say.
    if (records.hasNextPage && !records.isFetching && !last?.searched_to) void records.fetchNextPage();
  };

  const filters =
    facets.error && !facets.data ? null : (
      <FacetList facets={facets.data} stale={facets.isPlaceholderData} query={query} onChange={setQuery} />
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
              setQuery(withTime(own.words, own.time || time));
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
          {features?.export !== false && <ExportMenu query={sent} />}
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
        <Chips query={query} onChange={setQuery} />
        {timeline.data ? (
          <Histogram
            timeline={phone ? coarser(timeline.data, PHONE_BARS) : timeline.data}
            unfinished={timeline.data.unfinished}
            stale={timeline.isPlaceholderData}
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
        <section class="explorer-records" aria-label={words('records')} inert={phone && selected !== undefined}>
          <div class="records-bar">
            <span class="records-count" role="status">
              {first?.count !== undefined &&
                (first.count_exceeded
                  ? words('recordsFoundOver', { count: first.count })
                  : words('recordsFound', { count: first.count }))}
            </span>
            {compare && !comparing && (
              <span class="records-compare">
                <Icon name="compare" /> {words('compareHint')}
                <button
                  type="button"
                  class="button button-quiet button-small"
                  onClick={() => change({ compare: null })}
                >
                  {words('cancel')}
                </button>
              </span>
            )}
            {live.waiting.length > 0 && (
              <button
                type="button"
                class="pill"
                onClick={() => {
                  live.show();
                  document.getElementById('records')?.scrollTo({ top: 0 });
                }}
              >
                <Icon name="up" size={14} /> {words('newRecords', { count: live.waiting.length })}
              </button>
            )}
          </div>
          {error && list.length > 0 && <Stale error={error} />}
          {list.length > 0 ? (
            <RecordList
              records={list}
              fresh={fresh}
              selected={selected}
              compared={compare}
              total={first?.count_exceeded ? undefined : first?.count}
              busy={records.isFetching}
              onSelect={open}
              onMove={(id) => select(id, true)}
              onClose={close}
              onNearEnd={onNearEnd}
              onScrolled={setAtTop}
              footer={
                last?.searched_to || records.isFetchingNextPage ? (
                  <p class="records-footer" role="status">
                    {records.isFetchingNextPage
                      ? words('loading')
                      : words('searchedTo', { time: clock.short(last!.searched_to!) })}
                    {!records.isFetchingNextPage && records.hasNextPage && (
                      <button type="button" class="button button-small" onClick={() => void records.fetchNextPage()}>
                        {words('searchFurther')}
                      </button>
                    )}
                  </p>
                ) : null
              }
            />
          ) : problem ? (
            <State icon="search" title={words('queryWrong')} />
          ) : error ? (
            <Failure error={error} onRetry={() => void records.refetch()} />
          ) : records.data ? (
            <NoRecords
              query={query}
              searchedTo={last?.searched_to && clock.short(last.searched_to)}
              onQuery={setQuery}
              onFurther={records.hasNextPage ? () => void records.fetchNextPage() : undefined}
            />
          ) : (
            <Skeleton rows={12} />
          )}
        </section>
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
              onOpen={(id) => select(id)}
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
      {help && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  );
}

function NoRecords({
  query,
  searchedTo,
  onQuery,
  onFurther,
}: {
  query: string;
  searchedTo: string | undefined;
  onQuery(query: string): void;
  onFurther: (() => void) | undefined;
}) {
  const words = useWords();
  const { words: asked, time } = splitTime(query);
  if (scan(query).length === 0)
    return (
      <State icon="pulse" title={words('noRecordsYet')}>
        {words('noRecordsYetLead')}
      </State>
    );
  return (
    <State
      icon="search"
      title={words('noRecordsTitle')}
      actions={
        <>
          {onFurther && searchedTo && (
            <button type="button" class="button button-primary" onClick={onFurther}>
              {words('searchFurther')}
            </button>
          )}
          {time !== '' && (
            <button type="button" class="button" onClick={() => onQuery(asked)}>
              {words('lookAllTime')}
            </button>
          )}
          {asked !== '' && (
            <button type="button" class="button" onClick={() => onQuery(time)}>
              {words('clearFilters')}
            </button>
          )}
        </>
      }
    >
      {searchedTo ? words('searchedTo', { time: searchedTo }) : words('noRecordsLead')}
    </State>
  );
}
