import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import type { Activity } from '../../api/record-types';
import { Country, isEvent, Method, Status, statusClass } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { HandlerName } from '../../ui/handler-name';
import { isPlain, isSelecting, Link } from '../../ui/link';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import { useStyle } from '../../ui/use-style';

export interface RowProps {
  id: string;
  record: Activity;
  /** Address of the record. */
  href: string;
  index: number;
  top: number;
  selected: boolean;
  compared: boolean;
  fresh: boolean;
  p95: number | undefined;
  onSelect(id: string): void;
}

/** The whole row opens the record; in its main cell is the link. Ctrl or the middle button open another tab. */
export const RecordRow = memo(function RecordRow(props: RowProps) {
  const { id, record, href, index, top, selected, compared, fresh, p95, onSelect } = props;
  const ref = useStyle<HTMLDivElement>({ transform: `translateY(${top}px)` });
  const kinds = [
    'row',
    `row-${statusClass(record.status_code)}`,
    selected && 'row-selected',
    compared && 'row-compared',
    fresh && 'row-fresh',
  ];
  const onClick = (event: JSX.TargetedMouseEvent<HTMLDivElement>) => {
    if (isInLink(event) || isSelecting(event.currentTarget)) return;
    if (isPlain(event)) onSelect(record._id);
    else if (event.ctrlKey || event.metaKey) open(href, '_blank', 'noopener');
  };
  const onAuxClick = (event: MouseEvent) => {
    if (event.button === 1 && !isInLink(event)) open(href, '_blank', 'noopener');
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
    >
      <span role="gridcell" class="cell-status">
        <Status record={record} />
      </span>
      <span role="gridcell" class="cell-method">
        <Method method={record.method} />
      </span>
      <span role="gridcell" class="cell-handler">
        <Link kind="row-link" href={href} tabIndex={-1} onOpen={() => onSelect(record._id)}>
          <Called record={record} />
        </Link>
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

const isInLink = ({ target }: MouseEvent): boolean => (target as Element).closest('a') !== null;

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
