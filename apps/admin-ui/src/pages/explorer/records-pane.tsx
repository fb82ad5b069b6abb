import { lazy, Suspense } from 'preact/compat';
import { asOf } from '../../api/answer';
import { ApiError } from '../../api/client';
import { useClock, useWords } from '../../panel';
import { filtering } from '../../query/edit';
import { Failure, Skeleton, Stale } from '../../ui/states';
import { RecordList } from './record-list';
import { RecordsBar } from './records-bar';
import type { Answers, Question } from './use-explorer';
import { type SearchOn, useSearchOn } from './use-search-on';
import type { Selection } from './use-selection';
import * as buttons from '../../ui/button.module.css';
import * as recordsStyles from './records.module.css';
import * as styles from './explorer.module.css';

const NoRecords = lazy(async () => ({ default: (await import('./no-records')).NoRecords }));
const QueryNotUnderstood = lazy(async () => ({ default: (await import('./no-records')).QueryNotUnderstood }));

export interface RecordsPaneProps {
  question: Question;
  answers: Answers;
  selection: Selection;
  inert: boolean;
  onScrolled(atTop: boolean): void;
}

/** Target of the skip link where there is no list. */
const WITHOUT_LIST = { id: 'records', tabIndex: -1 };

export function RecordsPane(props: RecordsPaneProps) {
  const { question, answers, selection, inert } = props;
  const words = useWords();
  const { records, list } = answers;
  const search = useSearchOn(question.query, records);
  return (
    <section
      class={styles.records}
      aria-label={words('records')}
      inert={inert}
      {...(list.length === 0 && WITHOUT_LIST)}
    >
      <RecordsBar
        answers={answers}
        searching={search.searching}
        choosing={selection.compare !== undefined && !selection.comparing}
        onCancel={() => question.change({ compare: null })}
      />
      {records.error && list.length > 0 && <Stale error={records.error} earlier={records.stale} />}
      {list.length > 0 ? (
        <Listed {...props} search={search} />
      ) : (
        <Suspense fallback={<Skeleton rows={12} />}>
          <NoneListed {...props} search={search} />
        </Suspense>
      )}
    </section>
  );
}

type Searched = RecordsPaneProps & { search: SearchOn };

function Listed({ question, answers, selection, search, onScrolled }: Searched) {
  const words = useWords();
  const { query, setQuery } = question;
  const { records, list, fresh, sort, setSort } = answers;
  const [first] = records.data?.pages ?? [];
  const isSearched = records.data?.pages.at(-1)?.searched_to !== undefined;
  return (
    <RecordList
      records={list}
      fresh={fresh}
      selected={selection.selected}
      compared={selection.compare}
      total={first?.count_exceeded ? undefined : first?.count}
      fetching={records.isFetching}
      asOf={asOf(records)}
      question={query}
      hrefOf={selection.hrefOf}
      sort={sort}
      onSort={setSort}
      onFilter={(field, value, negated) => setQuery(filtering(query, field, value, negated))}
      onSelect={selection.open}
      onMove={(id) => selection.select(id, true)}
      onClose={selection.close}
      onNearEnd={() => {
        if (records.hasNextPage && !records.isFetching && !isSearched) void records.fetchNextPage();
      }}
      onScrolled={onScrolled}
      footer={
        isSearched ? (
          <SearchProgress answers={answers} search={search} />
        ) : records.isFetchingNextPage ? (
          <p class={recordsStyles.footer} role="status">
            {words('loading')}
          </p>
        ) : null
      }
    />
  );
}

function NoneListed({ question: { query, setQuery }, answers, search }: Searched) {
  const { data, error, refetch } = answers.records;
  if (error instanceof ApiError && error.query) return <QueryNotUnderstood query={query} onQuery={setQuery} />;
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <NoRecords
      query={query}
      progress={data.pages.at(-1)?.searched_to && <SearchProgress answers={answers} search={search} />}
      searching={search.searching}
      nothing={data.pages[0]?.nothing_found}
      onQuery={setQuery}
    />
  );
}

function SearchProgress({ answers: { records }, search }: { answers: Answers; search: SearchOn }) {
  const words = useWords();
  const clock = useClock();
  const time = clock.short(records.data!.pages.at(-1)!.searched_to!);
  return (
    <p class={recordsStyles.footer} role="status">
      <span>{words(search.searching ? 'searchingTo' : 'searchedTo', { time })}</span>
      {records.hasNextPage && (
        <button
          type="button"
          class={`${buttons.button} ${buttons.small}`}
          onClick={search.searching ? search.stop : search.resume}
        >
          {words(search.searching ? 'stopSearch' : 'searchFurther')}
        </button>
      )}
    </p>
  );
}
