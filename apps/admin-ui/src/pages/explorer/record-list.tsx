import { useCallback, useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { AsOf } from '../../api/answer';
import { useUsualDurations } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { useScrollPlace, wasScrolled } from '../../location/scroll-place';
import { useClock, usePanel, useWords } from '../../panel';
import { zoneText } from '../../time/zone';
import { useStyle } from '../../ui/use-style';
import { useVirtualizer } from '../../ui/use-virtualizer';
import { useWidth } from '../../ui/use-width';
import type { OnFilter } from './cell-filter';
import { RecordRow } from './record-row';
import { ColumnHead } from './column-head';
import type { Sort, SortColumn } from './use-sort';

const ROW = 46;
const DENSE_ROW = 30;
const CARD = 74;
const NEAR_END = 28;
/** Pixels of width below which a record is a card rather than a row. */
const ROW_WIDTH = 560;

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
  const { records, fresh, selected, compared, total, fetching, asOf, question, hrefOf, footer } = props;
  const { onSelect, onMove, onClose, onNearEnd, onScrolled } = props;
  const words = useWords();
  const clock = useClock();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const usual = useUsualDurations();
  const [box, width] = useWidth();
  const narrow = width < ROW_WIDTH;
  const { times, density } = usePanel().preferences;
  const isDense = density === 'dense' && !narrow;
  const rowHeight = narrow ? CARD : isDense ? DENSE_ROW : ROW;
  const active = records.findIndex(({ _id }) => _id === selected);
  const virtualizer = useVirtualizer({
    count: records.length,
    rowHeight,
    scroller: () => scroller.current,
    keyOf: (index) => records[index]?._id ?? index,
    kept: active,
  });
  // One function for all time, so that rows that stay as they are need not be made again while one scrolls.
  const latest = useRef(onSelect);
  latest.current = onSelect;
  const latestFilter = useRef(props.onFilter);
  latestFilter.current = props.onFilter;
  const filter = useCallback<OnFilter>((...given) => latestFilter.current(...given), []);
  const choose = useCallback((id: string) => latest.current(id, 'pointer'), []);
  const rows = virtualizer.getVirtualItems();
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (records.length > 0 && last >= records.length - NEAR_END) onNearEnd();
  }, [last, records.length, fetching]);
  const returning = useRef(wasScrolled());
  useEffect(() => {
    if (active >= 0 && !returning.current) virtualizer.scrollToIndex(active, { align: 'auto' });
    if (returning.current && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
    returning.current = false;
  }, [selected, rowHeight]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.shiftKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / rowHeight) - 1);
    const step = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    if (step !== undefined && records.length > 0) {
      const next = records[Math.max(0, Math.min(records.length - 1, active < 0 ? 0 : active + step))];
      if (next) onMove(next._id);
    } else if (event.key === 'Enter' && records[active]) onSelect(records[active]._id, 'keyboard');
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const space = useStyle<HTMLDivElement>({ height: `${virtualizer.getTotalSize()}px` });
  useScrollPlace(() => scroller.current, asOf['aria-busy'] || asOf['data-earlier'] ? undefined : question);

  return (
    <div
      ref={box}
      class={`records${narrow ? ' records-narrow' : ''}${isDense ? ' records-dense' : ''} records-${times}`}
      {...asOf}
    >
      <div
        ref={scroller}
        id="records"
        class="records-scroller"
        role="grid"
        tabIndex={0}
        aria-label={words('records')}
        aria-rowcount={(total ?? records.length) + 1}
        aria-busy={fetching}
        aria-activedescendant={active >= 0 ? `${id}-${records[active]!._id}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScrolled(event.currentTarget.scrollTop < rowHeight)}
      >
        <div role="rowgroup" class="records-head">
          <div role="row" class="row row-head" aria-rowindex={1}>
            <ColumnHead column="status" label={words('columnStatus')} sort={props.sort} onSort={props.onSort} />
            <span role="columnheader">{words('columnMethod')}</span>
            <span role="columnheader">{words('columnHandler')}</span>
            <span role="columnheader">{words('columnPerson')}</span>
            <span role="columnheader" class="cell-country">
              {words('columnCountry')}
            </span>
            <ColumnHead column="duration" label={words('columnDuration')} sort={props.sort} onSort={props.onSort} />
            <ColumnHead
              column="time"
              label={words('columnTime')}
              note={times === 'absolute' ? zoneText(clock.zone) : undefined}
              sort={props.sort}
              onSort={props.onSort}
            />
          </div>
        </div>
        <div role="rowgroup" class="records-space" ref={space}>
          {rows.map(({ index, start, key }) => {
            const record = records[index];
            return (
              record && (
                <RecordRow
                  key={key}
                  id={`${id}-${record._id}`}
                  record={record}
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
      </div>
      {footer}
    </div>
  );
}
