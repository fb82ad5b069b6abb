import type { ComponentChildren } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import type { AsOf } from '../../api/answer';
import { useUsualDurations } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { useWords } from '../../panel';
import { useStyle } from '../../ui/use-style';
import type { OnFilter } from './cell-filter';
import { ColumnHeads } from './column-head';
import { RecordRow } from './record-row';
import { useColumns } from './use-columns';
import { useRecordList } from './use-record-list';
import type { Sort, SortColumn } from './use-sort';
import * as styles from './records.module.css';
import * as answers from '../../ui/shown.module.css';

const CellKeys = lazy(() => import('./cell-keys'));

export interface ListProps {
  records: readonly Activity[];
  /** Rows that came in live, to mark them for a moment. */
  fresh: ReadonlySet<string>;
  selected: string | undefined;
  compared: string | undefined;
  /** More than the rows that are there. */
  total: number | undefined;
  /** Whether more of them are under way. */
  fetching: boolean;
  asOf: AsOf;
  /** What the records answer. */
  question: string;
  hrefOf(id: string): string;
  onFilter: OnFilter;
  sort: Sort | undefined;
  onSort(column: SortColumn): void;
  onSelect(id: string, by: 'pointer' | 'keyboard'): void;
  onMove(id: string): void;
  onClose(): void;
  onNearEnd(): void;
  onScrolled(atTop: boolean): void;
  footer: ComponentChildren;
}

/** The records as a grid, of which only the rows in view exist. ↑ ↓ move, Enter opens, Escape closes. */
export function RecordList(props: ListProps) {
  const { records, total, fetching, asOf, sort, onSort, onScrolled, footer } = props;
  const words = useWords();
  const list = useRecordList(props);
  const { id, active, isCard, isDense } = list;
  const { columns, template } = useColumns(list.width, isCard);
  const grid = useStyle<HTMLDivElement>({ '--columns': template });
  return (
    <div
      ref={list.box}
      class={`${styles.records} ${answers.answer}`}
      data-layout={isCard ? 'cards' : 'table'}
      data-density={isDense ? 'dense' : 'roomy'}
      {...asOf}
    >
      <div
        ref={list.scroller}
        id="records"
        class={styles.scroller}
        role="grid"
        tabIndex={0}
        aria-label={words('records')}
        aria-rowcount={(total ?? records.length) + 1}
        aria-busy={fetching}
        aria-activedescendant={active >= 0 ? `${id}-${records[active]!._id}` : undefined}
        onKeyDown={list.onKeyDown}
        onScroll={(event) => onScrolled(event.currentTarget.scrollTop < list.rowHeight)}
      >
        <div ref={grid} role="presentation">
          <ColumnHeads columns={columns} sort={sort} onSort={onSort} />
          <Rows {...props} list={list} columns={columns} />
        </div>
      </div>
      {footer}
      {list.filtering.record && (
        <Suspense fallback={null}>
          <CellKeys
            record={list.filtering.record}
            anchor={document.getElementById(`${id}-${list.filtering.record._id}`)}
            onFilter={list.filter}
            onEnd={list.filtering.end}
          />
        </Suspense>
      )}
    </div>
  );
}

type RowsProps = ListProps & {
  list: ReturnType<typeof useRecordList>;
  columns: ReturnType<typeof useColumns>['columns'];
};

function Rows({ records, fresh, selected, compared, hrefOf, list, columns }: RowsProps) {
  const { id, virtualizer, choose, filter } = list;
  const usual = useUsualDurations();
  const space = useStyle<HTMLDivElement>({ height: `${virtualizer.getTotalSize()}px` });
  return (
    <div role="rowgroup" class={styles.space} ref={space}>
      {virtualizer.getVirtualItems().map(({ index, start, key }) => {
        const record = records[index];
        return (
          record && (
            <RecordRow
              key={key}
              id={`${id}-${record._id}`}
              record={record}
              columns={columns}
              href={hrefOf(record._id)}
              index={index}
              top={start}
              selected={record._id === selected}
              compared={record._id === compared}
              fresh={fresh.has(record._id)}
              p95={usual(record)}
              onSelect={choose}
              onFilter={filter}
            />
          )
        );
      })}
    </div>
  );
}
