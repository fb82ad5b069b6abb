import { useParams } from '../../location/use-place';

export const SORT_COLUMNS = ['time', 'duration', 'status'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  column: SortColumn;
  isAscending: boolean;
}

/** How the list is sorted; `undefined` for newest first, as the log is read. */
export function useSort(): [Sort | undefined, (column: SortColumn) => void] {
  const [{ sort, order }, change] = useParams();
  const column = SORT_COLUMNS.find((name) => name === sort);
  const chosen = column && { column, isAscending: order === 'up' };
  const choose = (next: SortColumn) => {
    const isSame = next === (chosen?.column ?? 'time');
    const isAscending = isSame && !chosen?.isAscending;
    const isUsual = next === 'time' && !isAscending;
    change({ sort: isUsual ? null : next, order: isAscending ? 'up' : null });
  };
  return [chosen, choose];
}
