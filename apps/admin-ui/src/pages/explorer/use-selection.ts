import type { Activity } from '../../api/record-types';
import { formatPlace } from '../../location/place';
import type { Question } from './use-explorer';

/** The record that is open, and the one that it is compared with. */
export function useSelection({ params, change }: Question, list: readonly Activity[]) {
  const { record: selected, compare } = params;
  const comparing = compare !== undefined && selected !== undefined && compare !== selected;
  const select = (id: string | null, replace = false) =>
    change({ record: id, tab: id === null ? null : (params['tab'] ?? null) }, { replace });
  const index = list.findIndex(({ _id }) => _id === selected);
  const stepTo = (record: Activity | undefined) => (record ? () => select(record._id, true) : undefined);
  return {
    selected,
    compare,
    comparing,
    select,
    hrefOf: (id: string) => formatPlace({ path: '/', params: { ...params, record: id } }),
    previous: index > 0 ? stepTo(list[index - 1]) : undefined,
    next: index >= 0 ? stepTo(list[index + 1]) : undefined,
    open(id: string, by: 'pointer' | 'keyboard') {
      if (by === 'pointer' || id !== selected) select(id, selected !== undefined);
      if (by === 'keyboard') document.getElementById('record')?.focus();
    },
    close() {
      if (selected !== undefined) select(null);
      document.getElementById('records')?.focus();
    },
  };
}

export type Selection = ReturnType<typeof useSelection>;
