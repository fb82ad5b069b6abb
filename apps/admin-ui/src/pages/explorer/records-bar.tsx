import { lazy } from 'preact/compat';
import { asOf } from '../../api/answer';
import { cursorOf } from '../../api/client';
import { useClock, useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import type { Answers } from './use-explorer';
import { DialogButton } from '../../ui/dialog-button';
import * as buttons from '../../ui/button.module.css';
import * as shown from '../../ui/shown.module.css';
import * as styles from './records.module.css';

const ColumnsDialog = lazy(() => import('./columns-dialog'));

interface Props {
  answers: Answers;
  searching: boolean;
  /** Whether the record to compare with is still to be chosen. */
  choosing: boolean;
  /** Ends the choice of a record to compare with. */
  onCancel(): void;
}

/** Number of records, their order, and arriving records. */
export function RecordsBar({ answers, searching, choosing, onCancel }: Props) {
  const { live, records, sort } = answers;
  const words = useWords();
  const clock = useClock();
  const sortedFrom = sort && records.data?.pages[0]?.sorted_from;
  return (
    <div class={`${styles.bar} ${choosing ? styles.choosing : ''}`}>
      <span class={`${styles.count} ${shown.answer}`} role="status" {...asOf(records)}>
        {useTotal(answers, searching)}
      </span>
      {sortedFrom && (
        <span class={styles.bound} role="status">
          {words('sortedFrom', { time: clock.short(sortedFrom) })}
        </span>
      )}
      {choosing && (
        <span class={styles.compare}>
          <Icon name="compare" /> {words('compareHint')}
          <button type="button" class={`${buttons.button} ${buttons.quiet} ${buttons.small}`} onClick={onCancel}>
            {words('cancel')}
          </button>
        </span>
      )}
      {live.waiting.length > 0 && !sort && (
        <button
          type="button"
          class={styles.pill}
          onClick={() => {
            live.show();
            document.getElementById('records')?.scrollTo({ top: 0 });
          }}
        >
          <Icon name="up" size={14} /> {words('newRecords', { count: live.waiting.length })}
        </button>
      )}
      <ColumnsButton />
    </div>
  );
}

function ColumnsButton() {
  const words = useWords();
  return (
    <DialogButton
      icon="columns"
      label={words('columns')}
      class={`${buttons.icon} ${styles.columns}`}
      dialog={ColumnsDialog}
    />
  );
}

/** Counts live records that arrived since the list was read, too. */
function useTotal({ records: { data }, list }: Answers, searching: boolean): string {
  const words = useWords();
  if (!data) return '';
  const [first] = data.pages;
  const listed = data.pages.reduce((sum, { results }) => sum + results.length, 0);
  const arrived = Math.max(0, list.length - listed);
  if (first?.count_exceeded) return words('recordsFoundOver', { count: first.count ?? 0 });
  if (first?.count !== undefined) return words('recordsFound', { count: first.count + arrived });
  // Also during an outage, which leaves the pages of an earlier query.
  if (cursorOf(data.pages.at(-1)?.next) === undefined) return words('recordsFound', { count: listed + arrived });
  return words(searching ? 'recordsSoFar' : 'recordsFoundOver', { count: listed + arrived });
}
