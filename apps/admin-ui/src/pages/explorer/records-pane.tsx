import type { PagedAnswer } from '../../api/answer';
import { ApiError } from '../../api/client';
import type { Activity, RecordPage } from '../../api/record-types';
import { useClock, useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import { Failure, Skeleton, Stale } from '../../ui/states';
import { NoRecords, QueryNotUnderstood } from './no-records';
import { RecordList } from './record-list';
import type { Live } from './use-live';

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
  const onNearEnd = () => {
    // Where the search ran out of time, going on is for the reader to say.
    if (records.hasNextPage && !records.isFetching && !last?.searched_to) void records.fetchNextPage();
  };
  return (
    <section class="explorer-records" aria-label={words('records')} inert={inert}>
      <Bar {...props} first={first} />
      {error && list.length > 0 && <Stale error={error} />}
      {list.length > 0 ? (
        <RecordList
          records={list}
          fresh={fresh}
          selected={selected}
          compared={compared}
          total={first?.count_exceeded ? undefined : first?.count}
          fetching={records.isFetching}
          stale={records.stale}
          onSelect={onOpen}
          onMove={onMove}
          onClose={onClose}
          onNearEnd={onNearEnd}
          onScrolled={onScrolled}
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
      ) : wrong ? (
        <QueryNotUnderstood query={query} onQuery={onQuery} />
      ) : error ? (
        <Failure error={error} onRetry={() => void records.refetch()} />
      ) : data ? (
        <NoRecords
          query={query}
          searchedTo={last?.searched_to && clock.short(last.searched_to)}
          onQuery={onQuery}
          onFurther={records.hasNextPage ? () => void records.fetchNextPage() : undefined}
        />
      ) : (
        <Skeleton rows={12} />
      )}
    </section>
  );
}

function Bar({ first, live, choosing, onCancel }: RecordsPaneProps & { first: RecordPage | undefined }) {
  const words = useWords();
  return (
    <div class={`records-bar${choosing ? ' records-bar-choosing' : ''}`}>
      <span class="records-count" role="status">
        {first?.count !== undefined &&
          (first.count_exceeded
            ? words('recordsFoundOver', { count: first.count })
            : words('recordsFound', { count: first.count }))}
      </span>
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
