import { asOf, type PagedAnswer } from '../../api/answer';
import { ApiError } from '../../api/client';
import type { Activity, RecordPage } from '../../api/record-types';
import { useClock, useWords } from '../../panel';
import { filtering } from '../../query/edit';
import { Icon } from '../../ui/icon';
import { Failure, Skeleton, Stale } from '../../ui/states';
import { NoRecords, QueryNotUnderstood } from './no-records';
import { RecordList } from './record-list';
import type { Sort, SortColumn } from './use-sort';
import type { Live } from './use-live';
import { type SearchOn, useSearchOn } from './use-search-on';

export interface RecordsPaneProps {
  query: string;
  records: PagedAnswer<RecordPage>;
  list: readonly Activity[];
  fresh: ReadonlySet<string>;
  live: Live;
  selected: string | undefined;
  compared: string | undefined;
  /** Whether the record to compare with is still to be chosen. */
  choosing: boolean;
  inert: boolean;
  hrefOf(id: string): string;
  sort: Sort | undefined;
  onSort(column: SortColumn): void;
  onQuery(query: string): void;
  onOpen(id: string, by: 'pointer' | 'keyboard'): void;
  onMove(id: string): void;
  onClose(): void;
  onScrolled(atTop: boolean): void;
  /** No other record is to be compared with. */
  onCancel(): void;
}

export function RecordsPane(props: RecordsPaneProps) {
  const { query, records, list, fresh, selected, compared, inert, onQuery, onOpen, onMove, onClose, onScrolled } =
    props;
  const words = useWords();
  const clock = useClock();
  const { data, error } = records;
  const [first] = data?.pages ?? [];
  const last = data?.pages.at(-1);
  const wrong = error instanceof ApiError && error.query !== undefined;
  const search = useSearchOn(query, records);
  const onNearEnd = () => {
    if (!props.sort && records.hasNextPage && !records.isFetching && !last?.searched_to) void records.fetchNextPage();
  };
  return (
    <section class="explorer-records" aria-label={words('records')} inert={inert}>
      <Bar {...props} searching={search.searching} />
      {error && list.length > 0 && <Stale error={error} earlier={records.stale} />}
      {list.length > 0 ? (
        <RecordList
          records={list}
          fresh={fresh}
          selected={selected}
          compared={compared}
          total={first?.count_exceeded ? undefined : first?.count}
          fetching={records.isFetching}
          asOf={asOf(records)}
          question={query}
          hrefOf={props.hrefOf}
          sort={props.sort}
          onSort={props.onSort}
          onFilter={(field, value, negated) => onQuery(filtering(query, field, value, negated))}
          onSelect={onOpen}
          onMove={onMove}
          onClose={onClose}
          onNearEnd={onNearEnd}
          onScrolled={onScrolled}
          footer={
            last?.searched_to ? (
              <SearchProgress search={search} to={clock.short(last.searched_to)} hasMore={records.hasNextPage} />
            ) : records.isFetchingNextPage ? (
              <p class="records-footer" role="status">
                {words('loading')}
              </p>
            ) : null
          }
        />
      ) : wrong ? (
        <QueryNotUnderstood query={query} onQuery={onQuery} />
      ) : error ? (
        <Failure error={error} onRetry={() => void records.refetch()} />
      ) : data ? (
        <NoRecords
          query={query}
          progress={
            last?.searched_to && (
              <SearchProgress search={search} to={clock.short(last.searched_to)} hasMore={records.hasNextPage} />
            )
          }
          searching={search.searching}
          nothing={first?.nothing_found}
          onQuery={onQuery}
        />
      ) : (
        <Skeleton rows={12} />
      )}
    </section>
  );
}

function SearchProgress({ search, to, hasMore }: { search: SearchOn; to: string; hasMore: boolean }) {
  const words = useWords();
  return (
    <p class="records-footer" role="status">
      <span>{words(search.searching ? 'searchingTo' : 'searchedTo', { time: to })}</span>
      {hasMore && (
        <button type="button" class="button button-small" onClick={search.searching ? search.stop : search.resume}>
          {words(search.searching ? 'stopSearch' : 'searchFurther')}
        </button>
      )}
    </p>
  );
}

/** Counts live records that arrived since the list was read, too. */
function useTotal({ records: { data, hasNextPage }, list }: RecordsPaneProps, searching: boolean): string {
  const words = useWords();
  if (!data) return '';
  const [first] = data.pages;
  const listed = data.pages.reduce((sum, { results }) => sum + results.length, 0);
  const arrived = Math.max(0, list.length - listed);
  if (first?.count_exceeded) return words('recordsFoundOver', { count: first.count ?? 0 });
  if (first?.count !== undefined) return words('recordsFound', { count: first.count + arrived });
  if (!hasNextPage) return words('recordsFound', { count: listed + arrived });
  return words(searching ? 'recordsSoFar' : 'recordsFoundOver', { count: listed + arrived });
}

function Bar(props: RecordsPaneProps & { searching: boolean }) {
  const { live, choosing, onCancel, searching } = props;
  const words = useWords();
  return (
    <div class={`records-bar${choosing ? ' records-bar-choosing' : ''}`}>
      <span class="records-count" role="status">
        {useTotal(props, searching)}
      </span>
      {props.sort && props.records.hasNextPage && (
        <span class="records-bound" role="status">
          {words('sortedNewest', { count: props.list.length })}
        </span>
      )}
      {choosing && (
        <span class="records-compare">
          <Icon name="compare" /> {words('compareHint')}
          <button type="button" class="button button-quiet button-small" onClick={onCancel}>
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
  );
}
