import { Icon } from '../../ui/icon';
import type { Sort, SortColumn } from './use-sort';

interface Props {
  column: SortColumn;
  label: string;
  /** Stands next to the label, such as the zone of times. */
  note?: string | undefined;
  sort: Sort | undefined;
  onSort(column: SortColumn): void;
}

export function ColumnHead({ column, label, note, sort, onSort }: Props) {
  const isChosen = column === (sort?.column ?? 'time');
  const isAscending = sort?.isAscending ?? false;
  return (
    <span
      role="columnheader"
      class={column === 'time' ? 'cell-time' : undefined}
      aria-sort={isChosen ? (isAscending ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" class="sort-button" title={note} onClick={() => onSort(column)}>
        {label}
        {note && <span class="head-note">{note}</span>}
        {isChosen && <Icon name={isAscending ? 'up' : 'down'} size={13} />}
      </button>
    </span>
  );
}
