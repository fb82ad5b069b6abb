import { useWords } from '../../panel';
import { condition } from '../../query/scan';
import { visible } from '../../text/visible';
import { useCopy } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { ActionMenu } from '../../ui/menu';
import * as buttons from '../../ui/button.module.css';
import * as styles from './cell-filter.module.css';

export type OnFilter = (field: string, value: string | number | null, negated: boolean) => void;

/** What can be done with the value of a cell. It is for the pointer: a key opens the same, and the open record offers it to touch. */
export function CellFilter({
  field,
  value,
  onFilter,
}: {
  field: string;
  value: string | number | null;
  onFilter: OnFilter;
}) {
  const words = useWords();
  const copyText = useCopy();
  const text = visible(condition(field, value));
  return (
    <ActionMenu
      kind={`${buttons.icon} ${styles.cellFilter}`}
      label={words('actionsFor', { value: text })}
      actions={[
        { id: 'filter', label: words('filterBy'), icon: 'filter', run: () => onFilter(field, value, false) },
        { id: 'exclude', label: words('excludeThis'), icon: 'exclude', run: () => onFilter(field, value, true) },
        ...(value === null
          ? []
          : [
              {
                id: 'copy',
                label: words('copyValue'),
                icon: 'copy' as const,
                run: () => void copyText(String(value)),
              },
            ]),
      ]}
    >
      <Icon name="filter" size={13} />
    </ActionMenu>
  );
}
