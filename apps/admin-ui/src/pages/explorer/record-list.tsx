import { useCallback, useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { memo } from 'preact/compat';
import type { AsOf } from '../../api/answer';
import { useUsualDurations } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { useWords } from '../../panel';
import { Country, isEvent, Method, Status, statusClass } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { HandlerName } from '../../ui/handler-name';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import { useMedia } from '../../ui/use-media';
import { useStyle } from '../../ui/use-style';
import { useVirtualizer } from '../../ui/use-virtualizer';

const ROW = 46;
const CARD = 74;
const NEAR_END = 28;

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
  onSelect(id: string, by: 'pointer' | 'keyboard'): void;
  onMove(id: string): void;
  onClose(): void;
  onNearEnd(): void;
  onScrolled(atTop: boolean): void;
  footer: ComponentChildren;
}

/** The records as a grid, of which only the rows in view exist. ↑ ↓ move, Enter opens, Escape closes. */
export function RecordList(props: ListProps) {
  const { records, fresh, selected, compared, total, fetching, asOf, footer } = props;
  const { onSelect, onMove, onClose, onNearEnd, onScrolled } = props;
  const words = useWords();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const usual = useUsualDurations();
  const narrow = useMedia('(max-width: 760px)');
  const rowHeight = narrow ? CARD : ROW;
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
  const choose = useCallback((id: string) => latest.current(id, 'pointer'), []);
  const rows = virtualizer.getVirtualItems();
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (records.length > 0 && last >= records.length - NEAR_END) onNearEnd();
  }, [last, records.length, fetching]);
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
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

  return (
    <div class={`records${narrow ? ' records-narrow' : ''}`} {...asOf}>
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
            <span role="columnheader">{words('columnStatus')}</span>
            <span role="columnheader">{words('columnMethod')}</span>
            <span role="columnheader">{words('columnHandler')}</span>
            <span role="columnheader">{words('columnPerson')}</span>
            <span role="columnheader" class="cell-country">
              {words('columnCountry')}
            </span>
            <span role="columnheader">{words('columnDuration')}</span>
            <span role="columnheader" class="cell-time">
              {words('columnTime')}
            </span>
          </div>
        </div>
        <div role="rowgroup" class="records-space" ref={space}>
          {rows.map(({ index, start, key }) => {
            const record = records[index];
            return (
              record && (
                <Row
                  key={key}
                  id={`${id}-${record._id}`}
                  record={record}
                  index={index}
                  top={start}
                  selected={record._id === selected}
                  compared={record._id === compared}
                  fresh={fresh.has(record._id)}
                  p95={usual(record)}
                  onSelect={choose}
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

const Row = memo(function Row({
  id,
  record,
  index,
  top,
  selected,
  compared,
  fresh,
  p95,
  onSelect,
}: {
  id: string;
  record: Activity;
  index: number;
  top: number;
  selected: boolean;
  compared: boolean;
  fresh: boolean;
  p95: number | undefined;
  onSelect(id: string): void;
}) {
  const ref = useStyle<HTMLDivElement>({ transform: `translateY(${top}px)` });
  const kinds = [
    'row',
    `row-${statusClass(record.status_code)}`,
    selected && 'row-selected',
    compared && 'row-compared',
    fresh && 'row-fresh',
  ];
  return (
    <div
      ref={ref}
      id={id}
      role="row"
      class={kinds.filter(Boolean).join(' ')}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={() => onSelect(record._id)}
    >
      <span role="gridcell" class="cell-status">
        <Status record={record} />
      </span>
      <span role="gridcell" class="cell-method">
        <Method method={record.method} />
      </span>
      <span role="gridcell" class="cell-handler">
        <span class="handler">
          {record.event_name ? (
            <Text value={record.event_name} />
          ) : (
            <HandlerName namespace={record.namespace} urlName={record.url_name} />
          )}
        </span>
        {record.url_path !== null && record.url_path !== undefined && (
          <span class="path" dir="ltr">
            <Text value={record.url_path} />
          </span>
        )}
      </span>
      <span role="gridcell" class="cell-person">
        <PersonLink id={record.user_id} tabIndex={-1} />
      </span>
      <span role="gridcell" class="cell-country">
        <Country name={record.country} />
      </span>
      <span role="gridcell" class="cell-duration">
        {!isEvent(record) && <Duration seconds={record.execution_time} p95={p95} />}
      </span>
      <span role="gridcell" class="cell-time">
        <TimeAgo time={record.created_time} />
      </span>
    </div>
  );
});
