import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { Activity } from '../../api/record-types';
import { Country, isEvent, Method, Status, statusClass } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { HandlerName } from '../../ui/handler-name';
import { isPlain, isSelecting, Link } from '../../ui/link';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import { useStyle } from '../../ui/use-style';
import { CellFilter, type OnFilter } from './cell-filter';

export interface RowProps {
  id: string;
  record: Activity;
  href: string;
  index: number;
  top: number;
  selected: boolean;
  compared: boolean;
  fresh: boolean;
  p95: number | undefined;
  onSelect(id: string): void;
  onFilter: OnFilter;
}

/** The whole row opens the record; in its main cell is the link. Ctrl or the middle button open another tab. */
export const RecordRow = memo(function RecordRow(props: RowProps) {
  const { id, record, href, index, top, selected, compared, fresh, p95, onSelect, onFilter } = props;
  const [isPointedAt, setPointedAt] = useState(false);
  const filter = (field: string, value: string | number | null) =>
    isPointedAt && <CellFilter field={field} value={value} onFilter={onFilter} />;
  const ref = useStyle<HTMLDivElement>({ transform: `translateY(${top}px)` });
  const kinds = [
    'row',
    `row-${statusClass(record.status_code)}`,
    selected && 'row-selected',
    compared && 'row-compared',
    fresh && 'row-fresh',
  ];
  const onClick = (event: JSX.TargetedMouseEvent<HTMLDivElement>) => {
    if (isInControl(event) || isSelecting(event.currentTarget)) return;
    if (isPlain(event)) onSelect(record._id);
    else if (event.ctrlKey || event.metaKey) open(href, '_blank', 'noopener');
  };
  const onAuxClick = (event: MouseEvent) => {
    if (event.button === 1 && !isInControl(event)) open(href, '_blank', 'noopener');
  };
  return (
    <div
      ref={ref}
      id={id}
      role="row"
      class={kinds.filter(Boolean).join(' ')}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={onClick}
      onAuxClick={onAuxClick}
      onPointerEnter={(event) => setPointedAt(event.pointerType === 'mouse')}
      onPointerLeave={() => setPointedAt(false)}
    >
      <span role="gridcell" class="cell-status">
        <Status record={record} />
        {filter('status', record.status_code)}
      </span>
      <span role="gridcell" class="cell-method">
        <Method method={record.method} />
        {filter('method', record.method)}
      </span>
      <span role="gridcell" class="cell-handler">
        <Link kind="row-link" href={href} tabIndex={-1} onOpen={() => onSelect(record._id)}>
          <Called record={record} />
        </Link>
        {filter('name', handlerOf(record))}
      </span>
      <span role="gridcell" class="cell-person">
        <PersonLink id={record.user_id} tabIndex={-1} />
        {filter('user', record.user_id ?? null)}
      </span>
      <span role="gridcell" class="cell-country">
        <Country name={record.country} />
        {filter('country', record.country)}
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

const isInControl = ({ target }: MouseEvent): boolean => (target as Element).closest('a, button') !== null;

const handlerOf = ({ namespace, url_name: name }: Activity): string | null =>
  name === null || namespace === null ? name : `${namespace}.${name}`;

function Called({ record }: { record: Activity }) {
  return (
    <>
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
    </>
  );
}
