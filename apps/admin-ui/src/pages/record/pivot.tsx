import { useWords } from '../../panel';
import { filtering } from '../../query/edit';
import { useCopy } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { type Action, ActionMenu } from '../../ui/menu';
import * as buttons from '../../ui/button.module.css';
import * as styles from './pivot.module.css';

export function Pivot({
  label,
  field,
  value,
  more,
  query,
  onQuery,
}: {
  label: string;
  field: string;
  value: string | number | null;
  more: Action[];
  query: string;
  onQuery(query: string): void;
}) {
  const words = useWords();
  const copyText = useCopy();
  // An outcome is always there, so that its absence cannot be asked for.
  const actions: Action[] = [
    {
      id: 'filter',
      label: words('filterBy'),
      icon: 'filter',
      run: () => onQuery(filtering(query, field, value, false)),
    },
    {
      id: 'exclude',
      label: words('excludeThis'),
      icon: 'exclude',
      run: () => onQuery(filtering(query, field, value, true)),
    },
    ...more,
    ...(value === null
      ? []
      : [{ id: 'copy', label: words('copyValue'), icon: 'copy' as const, run: () => void copyText(String(value)) }]),
  ];
  return (
    <ActionMenu
      label={words('actionsFor', { value: label })}
      actions={actions}
      kind={`${buttons.icon} ${styles.pivot}`}
    >
      <Icon name="more" />
    </ActionMenu>
  );
}
