import { useClock, usePanel, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { zoneText } from '../../time/zone';
import { Icon } from '../../ui/icon';
import type { Column } from './columns';
import type { Sort, SortColumn } from './use-sort';

interface Props {
  sort: Sort | undefined;
  onSort(column: SortColumn): void;
}

export function ColumnHeads({ columns, ...sorting }: Props & { columns: readonly Column[] }) {
  const words = useWords();
  return (
    <div role="rowgroup" class="records-head">
      <div role="row" class="row row-head" aria-rowindex={1}>
        {columns.map((column) => {
          const { id, label, sort } = column;
          const text = typeof label === 'string' ? words(label) : visible(label.claim);
          if (sort) return <SortHead key={id} id={id} column={sort} label={text} {...sorting} />;
          return (
            <span key={id} role="columnheader" class={`head-${classOf(id)}`} title={text}>
              {text}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function SortHead({ id, column, label, sort, onSort }: Props & { id: string; column: SortColumn; label: string }) {
  const { times } = usePanel().preferences;
  const { zone } = useClock();
  // The zone of times stands next to their label.
  const note = column === 'time' && times === 'absolute' ? zoneText(zone) : undefined;
  const isChosen = column === (sort?.column ?? 'time');
  const isAscending = sort?.isAscending ?? false;
  return (
    <span
      role="columnheader"
      class={column === 'time' ? 'cell-time' : `head-${id}`}
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

/** A payload key may be no name of a class. */
export const classOf = (id: string): string => (id.startsWith('claim:') ? 'text' : id);
