import type { Activity } from '../../api/record-types';
import { usePanel, useWords } from '../../panel';
import { condition } from '../../query/scan';
import { visible } from '../../text/visible';
import { MenuItems } from '../../ui/menu';
import type { OnFilter } from './cell-filter';
import { columnOf, filterOf } from './columns';
import { useClaims } from './use-columns';

interface CellKeysProps {
  record: Activity;
  anchor: HTMLElement | null;
  onFilter: OnFilter;
  onEnd(): void;
}

/** The filters of a row's cells for the keyboard, those of columns without room too. */
export default function CellKeys({ record, anchor, onFilter, onEnd }: CellKeysProps) {
  const words = useWords();
  const claims = useClaims();
  const cells = usePanel()
    .preferences.columns.flatMap((id) => columnOf(id, claims) ?? [])
    .flatMap((column) => filterOf(column) ?? []);
  const actions = [false, true].flatMap((isNegated) =>
    cells.map(({ field, value }) => ({
      id: `${field} ${isNegated}`,
      label: visible(condition(field, value(record), isNegated)),
      icon: isNegated ? ('exclude' as const) : ('filter' as const),
      run: () => onFilter(field, value(record), isNegated),
    })),
  );
  const end = () => {
    onEnd();
    document.getElementById('records')?.focus();
  };
  return (
    <MenuItems
      label={words('keyFilter')}
      actions={actions}
      align="start"
      anchor={{ current: anchor }}
      onClose={end}
      onLeave={onEnd}
    />
  );
}
