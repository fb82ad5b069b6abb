import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { Activity } from '../../api/record-types';
import { statusClass } from '../../ui/badge';
import { HandlerName } from '../../ui/handler-name';
import { isPlain, isSelecting, Link } from '../../ui/link';
import { Text } from '../../ui/text';
import { useStyle } from '../../ui/use-style';
import { CellFilter, type OnFilter } from './cell-filter';
import { nameOf } from './column-head';
import { type Column, filterOf, MAIN } from './columns';
import * as paths from '../../ui/path.module.css';
import * as styles from './row.module.css';

export interface RowProps {
  id: string;
  record: Activity;
  columns: readonly Column[];
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
  const { id, record, columns, href, index, top, selected, compared, fresh, onSelect } = props;
  const [isPointedAt, setPointedAt] = useState(false);
  const ref = useStyle<HTMLDivElement>({ transform: `translateY(${top}px)` });
  const kinds = [
    styles.row,
    styles.record,
    statusClass(record.status_code) === '5' && styles.failed,
    selected && styles.selected,
    compared && styles.compared,
    fresh && styles.fresh,
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
      {columns.map((column) => (
        <Cell key={column.id} {...props} column={column} isPointedAt={isPointedAt} />
      ))}
    </div>
  );
});

function Cell(props: RowProps & { column: Column; isPointedAt: boolean }) {
  const { record, href, p95, column, isPointedAt, onSelect, onFilter } = props;
  const isMain = column.id === MAIN;
  const filter = filterOf(column);
  return (
    <span role="gridcell" data-column={nameOf(column.id)}>
      {isMain ? (
        <Link kind={styles.link} href={href} tabIndex={-1} onOpen={() => onSelect(record._id)}>
          <Called record={record} />
        </Link>
      ) : (
        column.cell(record, p95)
      )}
      {filter && isPointedAt && <CellFilter field={filter.field} value={filter.value(record)} onFilter={onFilter} />}
    </span>
  );
}

const isInControl = ({ target }: MouseEvent): boolean => (target as Element).closest('a, button') !== null;

function Called({ record }: { record: Activity }) {
  return (
    <>
      <span class={styles.handler}>
        {record.event_name ? <Text value={record.event_name} /> : <HandlerName of={record} />}
      </span>
      {record.url_path !== null && record.url_path !== undefined && (
        <span class={paths.path} dir="ltr">
          <Text value={record.url_path} />
        </span>
      )}
    </>
  );
}
