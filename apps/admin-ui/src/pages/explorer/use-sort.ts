import { useMemo } from 'preact/hooks';
import type { Activity } from '../../api/record-types';
import { useParams } from '../../location/use-place';

export const SORT_COLUMNS = ['time', 'duration', 'status'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  column: SortColumn;
  isAscending: boolean;
}

/** No index is in these orders: so many of the newest matches are asked for, and sorted here. */
export const SORTED = 1_000;

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

const VALUES: Readonly<Record<SortColumn, (record: Activity) => number | null>> = {
  time: ({ created_time: time }) => Date.parse(time) || null,
  duration: ({ execution_time: seconds }) => seconds,
  status: ({ status_code: code }) => code,
};

/** Records without a value come last; equal ones stay newest first. */
export function useSorted(records: readonly Activity[], sort: Sort | undefined): readonly Activity[] {
  return useMemo(() => {
    if (!sort) return records;
    const value = VALUES[sort.column];
    const sign = sort.isAscending ? 1 : -1;
    return records.toSorted((one, other) => {
      const [a, b] = [value(one), value(other)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (a - b);
    });
  }, [records, sort?.column, sort?.isAscending]);
}
