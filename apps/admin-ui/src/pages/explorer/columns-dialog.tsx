import { usePanel, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { Dialog } from '../../ui/dialog';
import { allColumns, type Column, DEFAULT_COLUMNS, MAIN } from './columns';
import { IconButton } from '../../ui/icon-button';
import * as styles from './columns-dialog.module.css';
import { useClaims } from './use-columns';
import * as buttons from '../../ui/button.module.css';
import * as forms from '../../ui/form.module.css';

/** Which columns the list has, payload keys included, and in which order. */
export default function ColumnsDialog({ onClose }: { onClose(): void }) {
  const words = useWords();
  const { preferences, prefer } = usePanel();
  const { columns: shown } = preferences;
  const choose = (columns: readonly string[]) => prefer({ columns });
  return (
    <Dialog title={words('columns')} onClose={onClose} size="small">
      <p class="muted">{words('columnsHint')}</p>
      <ul class={styles.columns}>
        {allColumns(shown, useClaims()).map((column) => (
          <ColumnChoice key={column.id} column={column} shown={shown} onChoose={choose} />
        ))}
      </ul>
      <button type="button" class={buttons.button} onClick={() => choose(DEFAULT_COLUMNS)}>
        {words('columnsReset')}
      </button>
    </Dialog>
  );
}

function ColumnChoice({
  column: { id, label },
  shown,
  onChoose,
}: {
  column: Column;
  shown: readonly string[];
  onChoose(columns: readonly string[]): void;
}) {
  const words = useWords();
  const name = typeof label === 'string' ? words(label) : visible(label.claim);
  const at = shown.indexOf(id);
  const moved = (to: number) => {
    const next = shown.filter((other) => other !== id);
    next.splice(to, 0, id);
    onChoose(next);
  };
  return (
    <li class={styles.column}>
      <label class={forms.check}>
        <input
          type="checkbox"
          checked={at >= 0}
          disabled={id === MAIN}
          onChange={(event) =>
            onChoose(event.currentTarget.checked ? [...shown, id] : shown.filter((other) => other !== id))
          }
        />
        <bdi>{name}</bdi>
      </label>
      {at >= 0 && (
        <>
          <IconButton
            label={words('columnEarlier', { name })}
            icon="up"
            disabled={at === 0}
            onClick={() => moved(at - 1)}
          />
          <IconButton
            label={words('columnLater', { name })}
            icon="down"
            disabled={at === shown.length - 1}
            onClick={() => moved(at + 1)}
          />
        </>
      )}
    </li>
  );
}
