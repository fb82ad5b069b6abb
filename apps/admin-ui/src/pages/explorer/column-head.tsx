import { useClock, usePanel, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { zoneText } from '../../time/zone';
import { Icon } from '../../ui/icon';
import type { Column } from './columns';
import type { Sort, SortColumn } from './use-sort';
import * as rowStyles from './row.module.css';
import * as sortButtons from '../../ui/sort-button.module.css';
import * as styles from './records.module.css';

interface Props {
  sort: Sort | undefined;
  onSort(column: SortColumn): void;
}

export function ColumnHeads({ columns, ...sorting }: Props & { columns: readonly Column[] }) {
  const words = useWords();
  return (
    <div role="rowgroup" class={styles.head}>
      <div role="row" class={`${rowStyles.row} ${rowStyles.head}`} aria-rowindex={1}>
        {columns.map((column) => {
          const { id, label, sort } = column;
          const text = typeof label === 'string' ? words(label) : visible(label.claim);
          if (sort) return <SortHead key={id} id={id} column={sort} label={text} {...sorting} />;
          return (
            <span key={id} role="columnheader" data-column={nameOf(id)} title={text}>
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
      data-column={id}
      aria-sort={isChosen ? (isAscending ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" class={sortButtons.sortButton} title={note} onClick={() => onSort(column)}>
        {label}
        {note && <span class={styles.note}>{note}</span>}
        {isChosen && <Icon name={isAscending ? 'up' : 'down'} size={13} />}
      </button>
    </span>
  );
}

/** A payload key may be anything. */
export const nameOf = (id: string): string => (id.startsWith('claim:') ? 'text' : id);
